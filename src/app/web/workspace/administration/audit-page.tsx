import { useState } from 'react';
import { Link } from '@tanstack/react-router';
import { useInfiniteQuery } from '@tanstack/react-query';
import { addressOf, get } from '#/platform/web/api.ts';
import { useFormats } from '#/platform/web/format.ts';
import { useSession } from '#/platform/web/session.ts';
import { useText } from '#/platform/web/texts.ts';
import { useTypes } from '#/record/web/definitions.tsx';
import { startOfLocalDay } from '#/platform/web/local-time.ts';
import { RecordPicker } from '#/record/web/form/record-picker.tsx';
import { Empty, Failed, Waiting } from '#/record/web/parts/states.tsx';
import { useSearchParts } from '#/record/web/url.ts';
import { browserOf } from '#/processes/foundation/web/browser-of.ts';
import type { Names } from '#/record/shared/named.ts';
import type { AuditPage } from '#/processes/foundation/shared/audit.ts';
import { useActionName } from './action-name.ts';
import { ChangeList } from './change-list.tsx';
import { Seal } from './seal.tsx';

/** What may be asked for by itself besides changes of records: what happens to accounts. */
const accountActions = [
  'signed-in',
  'sign-in-failed',
  'sign-in-locked',
  'sessions-ended',
  'invited',
  'password-reset-issued',
  'password-changed',
  'account-created',
  'account-disabled',
  'account-enabled',
  'key-created',
  'key-revoked',
] as const;

/** Every change of what is set up, of people and of accounts; by person, kind and time; with the seal of the history. */
export function AuditPage() {
  const { t } = useText();
  const formats = useFormats();
  const types = useTypes();
  const actionName = useActionName();
  const [search, change] = useSearchParts();
  const [names, setNames] = useState<Names>({});
  const { person = '', kind = '', action = '', from = '', to = '' } = search;
  const zone = useSession().session?.person.timeZone;
  const asked = {
    person,
    kind,
    action,
    from: startOfLocalDay(from, zone) ?? '',
    // A day that is named as the last one is meant whole.
    to: startOfLocalDay(to, zone, 1) ?? '',
  };
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['audit', asked],
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }: AuditPage) => next,
    queryFn: ({ pageParam, signal }) => get<AuditPage>('/audit', { ...asked, limit: 50, cursor: pageParam }, signal),
  });
  const entries = data?.pages.flatMap(({ rows }) => rows) ?? [];
  const known: Names = Object.assign({}, names, ...(data?.pages.map((page) => page.names) ?? []));
  const kinds = types.all
    .filter(({ name }) => name !== 'incident')
    .map(({ name, labelMany }) => [name, labelMany] as const);
  return (
    <div className="admin-record">
      <header className="admin-head">
        <div>
          <h1>{t('admin.section.audit')}</h1>
          <p>{t('admin.about.audit')}</p>
        </div>
        <a className="quiet-button" href={addressOf('/audit/export', asked)} download>
          {t('admin.audit.export')}
        </a>
      </header>
      <Seal />
      <div className="audit-tools" role="search" aria-label={t('admin.audit.filter')}>
        <RecordPicker
          kind="person"
          label={t('admin.audit.person')}
          value={person || null}
          names={known}
          filter=""
          onChange={(id, row) => {
            if (id && row) setNames({ [id]: { kind: 'person', title: String(row['name']), number: row.number } });
            change({ person: id });
          }}
        />
        <Choice
          label={t('admin.audit.kind')}
          value={kind}
          options={kinds}
          onChange={(next) => change({ kind: next })}
        />
        <Choice
          label={t('admin.audit.action')}
          value={action}
          options={accountActions.map((one) => [one, t(`admin.action.${one}`)] as const)}
          onChange={(next) => change({ action: next })}
        />
        <label>
          <span>{t('admin.audit.from')}</span>
          <input
            type="date"
            value={from}
            max={to || undefined}
            onChange={({ target }) => change({ from: target.value })}
          />
        </label>
        <label>
          <span>{t('admin.audit.to')}</span>
          <input
            type="date"
            value={to}
            min={from || undefined}
            onChange={({ target }) => change({ to: target.value })}
          />
        </label>
      </div>
      {error && !data ? <Failed error={error} retry={() => void refetch()} /> : null}
      {!error && !data ? <Waiting lines={10} /> : null}
      {data && entries.length === 0 ? <Empty title={t('admin.audit.none')}>{t('admin.audit.none-why')}</Empty> : null}
      {entries.length > 0 ? (
        <div className="admin-scroll audit-table" role="group" aria-label={t('admin.section.audit')} tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('admin.audit.when')}</th>
                <th scope="col">{t('admin.audit.who')}</th>
                <th scope="col">{t('admin.audit.what')}</th>
                <th scope="col">{t('admin.audit.change')}</th>
              </tr>
            </thead>
            <tbody>
              {entries.map((entry) => {
                const type = types.kind(entry.kind);
                const named = known[entry.item];
                return (
                  <tr key={entry.id}>
                    <td>
                      <time dateTime={entry.at} title={formats.momentInFull(entry.at)}>
                        {formats.moment(entry.at)}
                      </time>
                    </td>
                    <td>
                      {entry.actor ? (known[entry.actor]?.title ?? '') : t('admin.system')}
                      <small>{t(`admin.origin.${entry.origin}`)}</small>
                    </td>
                    <td>
                      <strong>{actionName(type, entry.action)}</strong>
                      <small>
                        {type && named ? (
                          <Link to={`/administration/${type.plural}/${named.number}` as never} search={{} as never}>
                            {named.title}
                          </Link>
                        ) : (
                          (named?.title ?? '')
                        )}{' '}
                        {type?.label ?? entry.kind}
                      </small>
                    </td>
                    <td>
                      {entry.erased ? <span className="admin-none">{t('admin.erased')}</span> : null}
                      {entry.action === 'create' ? null : (
                        <ChangeList type={type} changes={entry.changes} names={known} />
                      )}
                      <Facts facts={entry.facts} />
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      ) : null}
      {hasNextPage ? (
        <button
          type="button"
          className="quiet-button"
          disabled={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          {t('admin.older')}
        </button>
      ) : null}
    </div>
  );
}

function Facts({ facts }: { facts: Readonly<Record<string, unknown>> }) {
  const { t } = useText();
  const entries = Object.entries(facts).filter(([, value]) => value !== null && value !== '');
  if (entries.length === 0) return null;
  const said = ([name, value]: [string, unknown]): string => {
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value as string);
    const label = t(`admin.fact.${name}`);
    return `${label.startsWith('admin.fact.') ? name : label}: ${name === 'agent' ? (browserOf(text) ?? text) : text}`;
  };
  return <small className="audit-facts">{entries.map(said).join(' · ')}</small>;
}

function Choice(props: {
  label: string;
  value: string;
  options: readonly (readonly [string, string])[];
  onChange(value: string): void;
}) {
  const { t } = useText();
  return (
    <label>
      <span>{props.label}</span>
      <select value={props.value} onChange={({ target }) => props.onChange(target.value)}>
        <option value="">{t('admin.audit.all')}</option>
        {props.options.map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}
