import { useParams } from '@tanstack/react-router';
import { may, useSession } from '#/platform/web/session.ts';
import { addTexts, useText } from '#/platform/web/texts.ts';
import { useTypes } from '#/record/web/definitions.tsx';
import type { TypeShape } from '#/record/web/definitions.tsx';
import { Empty, Failed, Waiting } from '#/record/web/parts/states.tsx';
import { useRecord } from '#/record/web/records.ts';
import { useTitle } from '#/platform/web/title.ts';
import { AdministrationLayout } from './layout.tsx';
import { NewPerson } from './new-person.tsx';
import { NewRecord } from './new-record.tsx';
import { OpenRecord } from './open-record.tsx';
import { administrationTexts } from './texts.ts';

await addTexts(administrationTexts);

/** One record of what is set up, or a new one. */
export function RecordPage() {
  const { plural = '', id = '' } = useParams({ strict: false }) as { plural?: string; id?: string };
  const type = useTypes().plural(plural);
  return (
    <AdministrationLayout plural={plural}>
      {type && id === 'new' ? <Beginning key={plural} type={type} /> : null}
      {type && id !== 'new' ? <Existing key={`${plural} ${id}`} type={type} id={id} /> : null}
    </AdministrationLayout>
  );
}

function Beginning({ type }: { type: TypeShape }) {
  const { t } = useText();
  const { session } = useSession();
  useTitle(t('admin.new-one', { kind: type.label }));
  if (type.create === null) return <Empty title={t('record.forbidden')}>{t('record.forbidden-why')}</Empty>;
  // Who may give rights invites as well.
  if (type.name === 'person' && may(session, 'access.edit')) return <NewPerson type={type} />;
  return <NewRecord type={type} />;
}

function Existing({ type, id }: { type: TypeShape; id: string }) {
  const { data, error, refetch } = useRecord(type.plural, id);
  useTitle(data ? String(data.record[type.item.title] ?? data.record.number) : type.label);
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Waiting lines={8} />;
  return <OpenRecord type={type} answer={data} />;
}
