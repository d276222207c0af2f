import { useId, useState } from 'react';
import type { PreviewClock, ShownPreview, ShownRun } from '#/capabilities/imports/shared/answers.ts';
import type { ImportKind } from '#/capabilities/mapping/shared/answers.ts';
import { useFormats } from '#/platform/web/format.ts';
import { useText } from '#/platform/web/texts.ts';
import { Empty, Failed, Waiting } from '#/record/web/parts/states.tsx';
import { useWords } from '#/record/web/words.ts';
import { useKinds, usePreviews } from './data.ts';

/** Cases of a dry run as they would become: a few of each state, or the one of a number. */
export function Previews({ run }: { run: ShownRun }) {
  const { t } = useText();
  const id = useId();
  const [typed, setTyped] = useState('');
  const [number, setNumber] = useState('');
  const kinds = useKinds();
  const kind = kinds.data?.rows.find((one) => one.kind === run.kind);
  const { data, error, refetch } = usePreviews(run, number);
  return (
    <section className="import-card" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{t('import.preview')}</h2>
      <p className="import-quiet">{t('import.preview-why')}</p>
      {run.mapping.number ? (
        <form
          className="import-line"
          role="search"
          onSubmit={(event) => {
            event.preventDefault();
            setNumber(typed.trim());
          }}
        >
          <label htmlFor={id}>{t('import.preview-number')}</label>
          <input
            id={id}
            type="search"
            value={typed}
            maxLength={60}
            onChange={({ currentTarget }) => {
              setTyped(currentTarget.value);
              if (currentTarget.value === '') setNumber('');
            }}
          />
          <button type="submit" className="quiet-button">
            {t('import.preview-find')}
          </button>
        </form>
      ) : null}
      <div aria-live="polite">
        {error ? <Failed error={error} retry={() => void refetch()} /> : null}
        {data && kind ? (
          <>
            {data.rows.map((one) => (
              <Case key={`${one.line} ${one.number}`} kind={kind} one={one} open={data.rows.length === 1} />
            ))}
            {data.rows.length === 0 && data.hidden === 0 ? (
              <Empty title={t(number === '' ? 'import.preview-none' : 'import.preview-not-found', { number })}>
                {number === '' ? '' : t('import.preview-not-found-why')}
              </Empty>
            ) : null}
            {data.hidden > 0 ? (
              <p className="import-quiet">{t('import.preview-hidden', { count: data.hidden })}</p>
            ) : null}
          </>
        ) : error ? null : (
          <Waiting lines={3} />
        )}
      </div>
    </section>
  );
}

const heads = [
  'state',
  'pendingReason',
  'priority',
  'group',
  'assignee',
  'openedAt',
  'resolvedAt',
  'closedAt',
] as const;

function Case({ kind, one, open }: { kind: ImportKind; one: ShownPreview; open: boolean }) {
  const { t } = useText();
  const say = useSay(kind, one);
  const { values } = one;
  const others = kind.fields.filter(
    ({ name }) => name !== 'title' && values[name] !== undefined && !heads.includes(name as 'state'),
  );
  return (
    <details className="import-preview" open={open}>
      <summary>
        <b>{one.number ?? t('import.new-number')}</b> {String(values['title'] ?? '')}
        <span className="import-quiet">
          {' · '}
          {[say.value('state', values['state']), t(`import.outcome.${one.outcome}`)].join(' · ')}
        </span>
      </summary>
      <dl>
        {[...heads.filter((name) => values[name] !== undefined), ...others.map(({ name }) => name)].map((name) => (
          <div key={name} data-wide={name === 'description' || name === 'solution' || undefined}>
            <dt>{say.label(name)}</dt>
            <dd>{say.value(name, values[name])}</dd>
          </div>
        ))}
      </dl>
      {Object.entries(one.dropped).map(([field, why]) => (
        <p key={field} className="import-fault">
          {t(`import.dropped.${why}`, { field: say.label(field), count: 1 })}
        </p>
      ))}
      <h3>{t('import.preview-history', { count: one.entriesAll })}</h3>
      <ol>
        {one.entries.map(({ at, author, recorded, changes }) => (
          <li key={[at, author, recorded, ...changes.map(({ field }) => field)].join(' ')}>
            <time dateTime={at}>{say.moment(at)}</time> {[author, recorded].filter(Boolean).join(': ')}
            <ul>
              {changes.map(({ field, from, to }) => (
                <li key={field}>
                  {say.label(field)}: {from === null ? '' : `${say.value(field, from)} → `}
                  {say.value(field, to)}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
      {one.entriesAll > one.entries.length ? (
        <p className="import-quiet">{t('import.preview-more', { count: one.entriesAll - one.entries.length })}</p>
      ) : null}
      <h3>{t('import.preview-clocks')}</h3>
      {one.clocks.length === 0 ? (
        <p className="import-quiet">{t('import.preview-no-clocks')}</p>
      ) : (
        <ul>
          {one.clocks.map((clock) => (
            <ClockLine key={clock.kind} clock={clock} />
          ))}
        </ul>
      )}
    </details>
  );
}

function ClockLine({ clock }: { clock: PreviewClock }) {
  const { t } = useText();
  const formats = useFormats();
  const { kind, state, due, met } = clock;
  const stands = met === null ? (state === 'running' || state === 'paused' ? state : 'ended') : met ? 'met' : 'missed';
  return (
    <li data-tone={met === false ? 'bad' : undefined}>
      {t(`clock.kind.${kind}`)}: {t(`import.preview-clock.${stands}`)}
      {due === null ? '' : ` · ${t('import.preview-due', { moment: formats.momentInFull(due) })}`}
    </li>
  );
}

/** Says values of a case as people call them. */
function useSay(kind: ImportKind, { names }: ShownPreview) {
  const { t } = useText();
  const formats = useFormats();
  const words = useWords();
  const fields = new Map(kind.fields.map((field) => [field.name, field]));
  const own: Readonly<Record<string, string>> = { state: t('import.state'), pendingReason: t('import.reason') };
  const one = (name: string, value: unknown): string => {
    if (value === null || value === undefined) return '–';
    if (name === 'state') return kind.states.find((state) => state.value === value)?.label ?? String(value);
    const field = fields.get(name);
    if (field?.kind === 'level') return words.level(name, Number(value));
    const option = field?.options.find((known) => known.value === value);
    if (option) return option.label;
    if (field?.kind === 'instant') return formats.momentInFull(String(value));
    return names[String(value)] ?? String(value);
  };
  return {
    label: (name: string) => own[name] ?? fields.get(name)?.label ?? name,
    moment: (at: string) => formats.momentInFull(at),
    value: (name: string, value: unknown) =>
      Array.isArray(value) ? value.map((part) => one(name, part)).join(', ') : one(name, value),
  };
}
