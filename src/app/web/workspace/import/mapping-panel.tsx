import { useCallback, useEffect, useId, useRef, useState } from 'react';
import type { ImportKind, ImportSource } from '#/capabilities/mapping/shared/answers.ts';
import type { Mapping } from '#/capabilities/mapping/shared/mapping.ts';
import { withEvents, withoutEvents } from '#/capabilities/sources/shared/rows.ts';
import { OtherDraft } from '#/platform/web/other-draft.tsx';
import { useText } from '#/platform/web/texts.ts';
import { Failed, Waiting } from '#/record/web/parts/states.tsx';
import { Begin } from './begin.tsx';
import { lookAgain, suggestion, useCustomers, useFaults } from './data.ts';
import type { Stated } from './data.ts';
import { FieldRows } from './field-rows.tsx';
import { HistoryRows } from './history-rows.tsx';
import { useMappingInWork } from './in-work.tsx';
import { NamedMappings } from './named-mappings.tsx';
import { ReadingPanel } from './reading-panel.tsx';
import { Sample } from './sample.tsx';
import { StatusRows } from './status-rows.tsx';
import { TimesPanel } from './times-panel.tsx';

interface Props {
  kind: ImportKind;
  source: ImportSource;
  /** The mapping of an earlier run, to be changed; otherwise one is suggested. */
  start: Mapping | null;
  /** Words that a run of the file met and the mapping did not know. */
  asked: AskedWords;
  onRun(id: string): void;
}

/** Words of a file by their columns. */
export type AskedWords = Readonly<Record<string, readonly string[]>>;

/** The columns of a file become fields: suggested, then as a person wants it. */
export function MappingPanel({ kind, source, start, asked, onRun }: Props) {
  const draft = useMappingInWork(source.source);
  const { value, change: keep } = draft;
  const { mapping } = value;
  const loaded = draft.state !== 'loading';
  const setMapping = useCallback((next: Mapping) => keep({ mapping: next, name: source.name }), [keep, source.name]);
  const [looked, setLooked] = useState(source);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  /** Reads the file anew; where it has other columns then, a mapping of its own is suggested for them. */
  const reread = async (stated: Stated, wanted: Mapping | null = null) => {
    setBusy(true);
    setError(null);
    try {
      const next = await lookAgain(source, stated);
      const same = wanted !== null || next.columns.join('\n') === looked.columns.join('\n');
      const customer = mapping?.fields['customer'];
      const offered = same ? null : await suggestion(kind.kind, source.source, '', stated);
      const base = wanted ?? offered?.mapping ?? mapping;
      setLooked(next);
      if (!base) return;
      const { encoding: _, delimiter: __, sheet: ___, header: ____, ...others } = base.source ?? {};
      const fields = offered && customer ? { ...base.fields, customer } : base.fields;
      setMapping(wanted ?? { ...base, fields, source: { ...others, ...offered?.mapping.source, ...stated } });
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  /** Columns that tell events apart are suggested anew; everything else stays as it was chosen. */
  const takeRows = async (rows: 'case' | 'event') => {
    if (!mapping) return;
    if (rows === 'case') return setMapping(withoutEvents(mapping));
    setBusy(true);
    setError(null);
    try {
      const { events } = await suggestion(kind.kind, source.source, '', mapping.source);
      const changing = kind.fields.filter(({ byEvents }) => byEvents).map(({ name }) => name);
      setMapping(withEvents(mapping, events ?? { time: '' }, changing));
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  const kept = useRef(mapping);
  useEffect(() => {
    kept.current = mapping;
  }, [mapping]);
  useEffect(() => {
    let gone = false;
    const begin = async () => {
      if (start) setMapping(start);
      const before = start ?? kept.current;
      if (before) {
        const next = await lookAgain(source, before.source ?? {});
        if (!gone) setLooked(next);
      } else {
        const offered = await suggestion(kind.kind, source.source, '');
        if (!gone) setMapping(offered.mapping);
      }
    };
    if (!loaded) return;
    begin().catch((problem: unknown) => gone || setError(problem));
    return () => {
      gone = true;
    };
  }, [kind.kind, source, start, loaded, setMapping]);
  if (!mapping) return error ? <Failed error={error} /> : <Waiting />;
  return (
    <div aria-busy={busy}>
      {error ? <Failed error={error} /> : null}
      <OtherDraft draft={draft} said={({ name }) => name} button="quiet-button" />
      <Editor
        kind={kind}
        source={withWords(looked, asked)}
        mapping={mapping}
        change={setMapping}
        reread={(stated) => void reread(stated)}
        takeRows={(rows) => void takeRows(rows)}
        take={(wanted) => void reread(wanted.source ?? {}, wanted)}
        onRun={onRun}
      />
    </div>
  );
}

/** Words that were asked about stand with those of their columns, the file's own behind them. */
function withWords(source: ImportSource, asked: AskedWords): ImportSource {
  const samples = Object.entries(asked).map(([column, words]): [string, string[]] => [
    column,
    [...new Set([...words, ...(source.samples[column] ?? [])])],
  ]);
  return samples.length === 0 ? source : { ...source, samples: { ...source.samples, ...Object.fromEntries(samples) } };
}

interface EditorProps extends Omit<Props, 'start' | 'asked'> {
  mapping: Mapping;
  change(mapping: Mapping): void;
  reread(stated: Stated): void;
  takeRows(rows: 'case' | 'event'): void;
  /** Takes up a saved mapping, and reads the file as that says. */
  take(mapping: Mapping): void;
}

function Editor({ kind, source, mapping, change, reread, takeRows, take, onRun }: EditorProps) {
  const { t } = useText();
  const faults = useFaults(kind.kind, source.source, mapping);
  const problems = faults.data?.problems ?? [];
  const said = (path: string) => problems.filter((problem) => problem.path.startsWith(path)).map(({ text }) => text);
  return (
    <>
      <section className="import-card" aria-labelledby="import-look">
        <h2 id="import-look">{source.name}</h2>
        <p className="import-quiet">
          {t(`import.looks${mapping.source?.rows === 'event' ? '-rows' : ''}${source.exact ? '' : '-about'}`, {
            format: source.kind.toUpperCase(),
            count: source.cases,
          })}
        </p>
        {source.problems.map(({ line, text }) => (
          <p key={line} className="import-fault">
            {t('import.at-line', { line, text })}
          </p>
        ))}
        <ReadingPanel
          source={source}
          mapping={mapping}
          change={change}
          reread={reread}
          takeRows={takeRows}
          said={said}
        />
        <Sample source={source} mapping={mapping} />
      </section>
      <NamedMappings kind={kind.kind} mapping={mapping} change={take} />
      <Whose kind={kind} source={source} mapping={mapping} change={change} />
      <FieldRows kind={kind} source={source} mapping={mapping} change={change} said={said} />
      <TimesPanel kind={kind} source={source} mapping={mapping} change={change} said={said} />
      <StatusRows kind={kind} source={source} mapping={mapping} change={change} said={said} />
      <HistoryRows kind={kind} source={source} mapping={mapping} change={change} said={said} />
      <Begin kind={kind} source={source} mapping={mapping} problems={problems.map(({ text }) => text)} onRun={onRun} />
    </>
  );
}

/** Whose cases they are: an organisation that is there, or one that will be made. */
function Whose({ kind, source, mapping, change }: Pick<EditorProps, 'kind' | 'source' | 'mapping' | 'change'>) {
  const { t } = useText();
  const id = useId();
  const customers = useCustomers();
  const { from } = mapping.fields['customer'] ?? {};
  const name = from && 'constant' in from ? String(from.constant ?? '') : '';
  if (!kind.fields.some((field) => field.name === 'customer')) return null;
  if (from && 'column' in from) return null;
  const known = (customers.data?.rows ?? []).some((one) => one.name.toLowerCase() === name.trim().toLowerCase());
  const choose = (chosen: string) => {
    const constant = chosen.trimStart();
    const field = constant.trim() === '' ? {} : { from: { constant }, create: { kind: 'customer' } };
    const next = { ...mapping, fields: { ...mapping.fields, customer: field } };
    const records = mapping.records?.map((record) =>
      constant === '' ? record : { ...record, create: { ...record.create, parent: constant } },
    );
    change(records ? { ...next, records } : next);
  };
  return (
    <section className="import-card" aria-labelledby={`${id}-title`} data-source={source.kind}>
      <h2 id={`${id}-title`}>{t('import.whose')}</h2>
      <label htmlFor={id}>{t('import.customer')}</label>{' '}
      <input
        id={id}
        list={`${id}-names`}
        value={name}
        maxLength={200}
        onChange={({ currentTarget }) => choose(currentTarget.value)}
      />
      <datalist id={`${id}-names`}>
        {(customers.data?.rows ?? []).map((one) => (
          <option key={one.id} value={one.name}>
            {one.name}
          </option>
        ))}
      </datalist>{' '}
      <span className="import-quiet">
        {name.trim() === '' ? t('import.customer-why') : known || !customers.data ? '' : t('import.customer-new')}
      </span>
    </section>
  );
}
