import { useState } from 'react';
import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { fold } from '#/base/fold.ts';
import { get } from '#/platform/web/api.ts';
import { useText } from '#/platform/web/texts.ts';
import type { TypeShape } from '#/record/web/definitions.tsx';
import { RecordPicker } from '#/record/web/form/record-picker.tsx';
import { Empty, Failed, Waiting } from '#/record/web/parts/states.tsx';
import type { AccessExplanation, Cause, PersonAccess } from '#/processes/foundation/shared/access.ts';
import './access-view.css';

interface AccessViewProps {
  kind: string;
  id: string;
  /** The kind of record, where the reader may read it: for the names of its fields. */
  type: TypeShape | undefined;
}

/** Everybody who can see a record: where, by which role, and what made the role's condition true. */
export function AccessView({ kind, id, type }: AccessViewProps) {
  const { t } = useText();
  const [person, setPerson] = useState<string | null>(null);
  const [typed, setTyped] = useState('');
  const { data, error, refetch } = useQuery({
    queryKey: ['access', kind, id, person],
    queryFn: ({ signal }) => get<AccessExplanation>(`/access/${kind}/${id}`, { person }, signal),
  });
  const words = fold(typed).split(/\s+/).filter(Boolean);
  const people = (data?.people ?? [])
    .filter(({ person: one }) => words.every((word) => fold(`${one.name} ${one.email ?? ''}`).includes(word)))
    .toSorted((a, b) => Number(b.workspace) - Number(a.workspace) || a.person.name.localeCompare(b.person.name, 'sk'));
  return (
    <div className="page access">
      <header className="page-head">
        <h1>{t('access.title', { number: data?.record.number ?? '' })}</h1>
      </header>
      <p>{t('access.why')}</p>
      <div className="access-tools">
        <input
          type="search"
          aria-label={t('access.search')}
          placeholder={t('access.search')}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
        <div className="access-one">
          <RecordPicker kind="person" label={t('access.one')} value={person} names={{}} onChange={setPerson} />
        </div>
        {person ? (
          <button type="button" className="quiet-button" onClick={() => setPerson(null)}>
            {t('access.everybody')}
          </button>
        ) : null}
      </div>
      {error && !data ? <Failed error={error} retry={() => void refetch()} /> : null}
      {!error && !data ? <Waiting lines={8} /> : null}
      {data ? (
        <p role="status" className="admin-none">
          {t('access.count', { count: people.length })} {data.complete ? '' : t('access.incomplete')}
        </p>
      ) : null}
      {data && people.length === 0 ? <Empty title={t('access.nobody')}>{t('access.nobody-why')}</Empty> : null}
      <ul className="access-people">
        {people.map((one) => (
          <Entry key={one.person.id} entry={one} type={type} />
        ))}
      </ul>
    </div>
  );
}

function Entry({ entry, type }: { entry: PersonAccess; type: TypeShape | undefined }) {
  const { t } = useText();
  const { person, workspace, portal, walledOff, canSignIn, reasons } = entry;
  return (
    <li>
      <div className="access-who">
        <Link to={`/administration/people/${person.id}` as never} search={{} as never}>
          {person.name}
        </Link>
        <small>{person.email}</small>
        {workspace ? <span className="access-mark">{t('access.workspace')}</span> : null}
        {portal ? <span className="access-mark">{t('access.portal')}</span> : null}
        {!workspace && !portal ? (
          <span className="access-mark" data-tone="bad">
            {t(walledOff ? 'access.walled-off' : 'access.cannot')}
          </span>
        ) : null}
        {canSignIn ? null : <span className="access-mark">{t('access.no-account')}</span>}
      </div>
      <ul>
        {reasons.map((reason) => (
          <li key={`${reason.face} ${reason.role.id} ${reason.organisation.id} ${reason.where ?? ''}`}>
            {t(`access.reason.${reason.face}`, { role: reason.role.name, organisation: reason.organisation.name })}{' '}
            {reason.where === null ? (
              t('access.every-record')
            ) : (
              <>
                {t('access.where')} <code>{reason.where}</code>
              </>
            )}
            {reason.through.length > 0 ? (
              <>
                {': '}
                {reason.through.map((cause) => causeInWords(cause, type, t)).join('; ')}
              </>
            ) : null}
          </li>
        ))}
      </ul>
    </li>
  );
}

function causeInWords(
  cause: Cause,
  type: TypeShape | undefined,
  t: (key: string, params?: Record<string, string>) => string,
) {
  switch (cause.kind) {
    case 'group':
    case 'organisation':
      return t(`access.cause.${cause.kind}`, { name: cause.name });
    case 'field': {
      const label = type?.fields.find(({ name }) => name === cause.field)?.label ?? t(`access.field.${cause.field}`);
      return t('access.cause.field', { field: label });
    }
    default:
      return t(`access.cause.${cause.kind}`);
  }
}
