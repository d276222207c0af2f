import type { ImportKind, ImportSource } from '#/capabilities/mapping/shared/answers.ts';
import { asBefore } from '#/capabilities/mapping/shared/mapping.ts';
import type { Mapping, StateMapping } from '#/capabilities/mapping/shared/mapping.ts';
import { useText } from '#/platform/web/texts.ts';
import { wordAsMapped } from '#/capabilities/mapping/shared/case.ts';
import { statusOf, withState, withStatus, withStatusColumns } from './mapping-edit.ts';
import { AddWord } from './words.tsx';

interface Props {
  kind: ImportKind;
  source: ImportSource;
  mapping: Mapping;
  change(mapping: Mapping): void;
  said(path: string): readonly string[];
}

/** What the file's statuses mean here. */
export function StatusRows({ kind, source, mapping, change, said }: Props) {
  const { t } = useText();
  const status = statusOf(mapping);
  const [one = '', two = ''] = status.columns;
  const choose = (nth: number, column: string) => {
    const columns = [one, two].map((before, at) => (at === nth ? column : before)).filter((name) => name !== '');
    const [only = ''] = columns;
    change(withStatusColumns(mapping, columns, source.samples[only] ?? [], kind.statusWords));
  };
  // Words of a single column are known from the file; of two, the mapping knows the pairs.
  const single = status.columns.length === 1;
  const complete = single && source.complete.includes(one);
  const nothing = new Set((mapping.source?.empty ?? []).map(wordAsMapped));
  const seen = single ? (source.samples[one] ?? []).map(wordAsMapped).filter((word) => !nothing.has(word)) : [];
  const words =
    status.columns.length === 0 ? [] : [...new Set([...seen, ...(complete ? [] : Object.keys(status.map))])];
  const faults = [...said('state'), ...said('history.state')];
  return (
    <section className="import-card" aria-labelledby="import-status">
      <h2 id="import-status">{t('import.statuses')}</h2>
      <p>
        {[one, two].map((column, nth) => (
          <label key={nth === 0 ? 'status' : 'detail'} className="import-pair">
            {t(nth === 0 ? 'import.status-column' : 'import.status-detail')}{' '}
            <select value={column} onChange={({ currentTarget }) => choose(nth, currentTarget.value)}>
              <option value="">{t('import.origin.nothing')}</option>
              {source.columns.map((name) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        ))}
      </p>
      {faults.length > 0 ? <p className="import-fault">{faults.join(' ')}</p> : null}
      <div className="import-scroll" role="group" aria-labelledby="import-status" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('import.word')}</th>
              <th scope="col">{t('import.state')}</th>
              <th scope="col">{t('import.reason')}</th>
              <th scope="col">{t('import.answered')}</th>
            </tr>
          </thead>
          <tbody>
            {words.map((word) => (
              <StateRow
                key={word}
                kind={kind}
                word={word}
                to={status.map[word] ?? null}
                leaves={mapping.history !== undefined}
                others={status.default !== undefined}
                set={(to) => change(withState(mapping, word, to))}
              />
            ))}
            <StateRow
              kind={kind}
              word={null}
              every={status.columns.length === 0}
              leaves={mapping.history !== undefined && status.columns.length > 0}
              to={status.default ?? null}
              set={(to) => change(withStatus(mapping, { default: to ?? undefined } as { default: StateMapping }))}
            />
          </tbody>
        </table>
      </div>
      {status.columns.length === 0 ? null : (
        <ul className="import-words">
          <AddWord
            complete={complete}
            add={(word) => change(withState(mapping, wordAsMapped(word), { state: kind.states[0]?.value ?? '' }))}
          />
        </ul>
      )}
    </section>
  );
}

interface RowProps {
  kind: ImportKind;
  /** Null: every other word. */
  word: string | null;
  /** There is no column: it holds for every case. */
  every?: boolean;
  /** Whether it may leave the state as it was: only what happens to a case can. */
  leaves: boolean;
  /** Whether something is said for words that have no meaning of their own. */
  others?: boolean;
  to: StateMapping | null;
  set(to: StateMapping | null): void;
}

function StateRow({ kind, word, every = false, leaves, others = false, to, set }: RowProps) {
  const { t } = useText();
  const name = word ?? t(every ? 'import.every-case' : 'import.other-words');
  return (
    <tr data-open={(word !== null && to === null && !others) || undefined}>
      <th scope="row">{name}</th>
      <td>
        <select
          aria-label={t('import.state-of', { word: name })}
          value={to?.state ?? ''}
          onChange={({ currentTarget }) =>
            set(currentTarget.value === '' ? null : { ...to, state: currentTarget.value })
          }
        >
          <option value="">
            {t(every ? 'import.choose-state' : others ? 'import.as-other-words' : 'import.refuse-word')}
          </option>
          {leaves ? <option value={asBefore}>{t('import.as-before')}</option> : null}
          {kind.states.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </td>
      <td>{to?.state === 'pending' ? <Reason kind={kind} name={name} to={to} set={set} /> : null}</td>
      <td>
        {to ? (
          <input
            type="checkbox"
            aria-label={t('import.answered-of', { word: name })}
            checked={to.answered === true}
            onChange={({ currentTarget }) => {
              const { answered: _, ...rest } = to;
              set(currentTarget.checked ? { ...rest, answered: true } : rest);
            }}
          />
        ) : null}
      </td>
    </tr>
  );
}

function Reason({ kind, name, to, set }: { kind: ImportKind; name: string; to: StateMapping; set: RowProps['set'] }) {
  const { t } = useText();
  const known = kind.reasons.find((reason) => reason.value === to.reason || reason.label === to.reason);
  return (
    <select
      aria-label={t('import.reason-of', { word: name })}
      value={known?.value ?? ''}
      onChange={({ currentTarget }) => {
        const { reason: _, ...rest } = to;
        set(currentTarget.value === '' ? rest : { ...rest, reason: currentTarget.value });
      }}
    >
      <option value="">{t('import.no-reason')}</option>
      {kind.reasons.map(({ value, label }) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
  );
}
