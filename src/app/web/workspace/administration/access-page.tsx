import { useParams } from '@tanstack/react-router';
import { may, useSession } from '#/platform/web/session.ts';
import { addTexts, useText } from '#/platform/web/texts.ts';
import { useTypes } from '#/record/web/definitions.tsx';
import { Empty } from '#/record/web/parts/states.tsx';
import { useTitle } from '#/platform/web/title.ts';
import { AccessView } from '#/processes/foundation/web/access-view.tsx';
import { administrationTexts } from './texts.ts';
import './administration.css';

await addTexts(administrationTexts);

/** Who can see a record, and why. */
export function AccessPage() {
  const { t } = useText();
  const { kind = '', id = '' } = useParams({ strict: false }) as { kind?: string; id?: string };
  const { session } = useSession();
  const type = useTypes().kind(kind);
  useTitle(t('access.title', { number: '' }));
  if (!may(session, 'access.read')) return <Empty title={t('record.forbidden')}>{t('record.forbidden-why')}</Empty>;
  return <AccessView key={`${kind} ${id}`} kind={kind} id={id} type={type} />;
}
