import { useId } from 'react';
import type { ImportSource } from '#/capabilities/mapping/shared/answers.ts';
import type { Mapping } from '#/capabilities/mapping/shared/mapping.ts';
import { useText } from '#/platform/web/texts.ts';
import type { Stated } from './data.ts';

type Rows = NonNullable<NonNullable<Mapping['source']>['rows']>;

interface Props {
  source: ImportSource;
  mapping: Mapping;
  change(mapping: Mapping): void;
  /** Reads the file anew, as it is stated. */
  reread(stated: Stated): void;
  /** Takes each row for a case, or for an event of one. */
  takeRows(rows: Rows): void;
  said(path: string): readonly string[];
}

/** How the file is read: what was found out, and the place to say otherwise. */
export function ReadingPanel({ source, mapping, change, reread, takeRows, said }: Props) {
  const { t } = useText();
  const { reading } = source;
  const stated = mapping.source ?? {};
  const faults = ['encoding', 'delimiter', 'header', 'empty'].flatMap((part) => said(`source.${part}`));
  return (
    <>
      <div className="import-grid">
        {source.kind === 'csv' ? <Encoding source={source} stated={stated} reread={reread} /> : null}
        {reading.delimiter === null ? null : (
          <Delimiter
            value={stated.delimiter ?? reading.delimiter}
            set={(delimiter) => reread({ ...stated, delimiter })}
          />
        )}
        {reading.sheets.length > 1 ? (
          <Choice
            label={t('import.sheet')}
            value={reading.sheet ?? ''}
            options={reading.sheets.map((sheet) => ({ value: sheet, label: sheet }))}
            // Another sheet has its header on a line of its own.
            set={(sheet) => reread({ sheet })}
          />
        ) : null}
        {reading.top.length > 0 ? (
          <Choice
            label={t('import.header')}
            value={String(reading.header ?? '')}
            options={reading.top.map(({ line, text }) => ({ value: String(line), label: `${line}: ${text}` }))}
            set={(line) => reread({ ...stated, header: Number(line) })}
          />
        ) : null}
        {source.kind === 'xes' ? null : <RowsAre source={source} mapping={mapping} takeRows={takeRows} />}
        <Empty mapping={mapping} change={change} />
      </div>
      {faults.length > 0 ? <p className="import-fault">{faults.join(' ')}</p> : null}
    </>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  options: readonly { value: string; label: string }[];
  hint?: string;
  /** The hint tells of something that has to be put right. */
  wrong?: boolean;
  set(value: string): void;
}

function Choice({ label, value, options, hint, wrong = false, set }: ChoiceProps) {
  const id = useId();
  return (
    <div data-wrong={wrong || undefined}>
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={value}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={({ currentTarget }) => set(currentTarget.value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      {hint ? (
        <span id={`${id}-hint`} className="import-hint">
          {hint}
        </span>
      ) : null}
    </div>
  );
}

/** Whether each row is a case or an event of one, with what the numbers of the file say about it. */
function RowsAre({ source, mapping, takeRows }: Pick<Props, 'source' | 'mapping' | 'takeRows'>) {
  const { t } = useText();
  const rows = mapping.source?.rows ?? 'case';
  const { number } = mapping;
  const seen = number && 'column' in number ? source.shared[number.column] : undefined;
  const wrong = rows === 'case' && seen !== undefined;
  return (
    <Choice
      label={t('import.rows')}
      value={rows}
      options={(['case', 'event'] as const).map((value) => ({ value, label: t(`import.rows.${value}`) }))}
      hint={seen ? t(wrong ? 'import.rows-shared' : 'import.rows-gathered', { ...seen }) : t('import.rows-why')}
      wrong={wrong}
      set={(value) => takeRows(value as Rows)}
    />
  );
}

/** The encoding with words of the file, so that a person sees whether it is the right one. */
function Encoding({ source, stated, reread }: Pick<Props, 'source' | 'reread'> & { stated: Stated }) {
  const { t } = useText();
  const { encoding, sure, candidates, encodings } = source.reading;
  if (encoding === null) return null;
  const likely = candidates.map((one) => ({
    value: one.encoding,
    label: one.words.length > 0 ? `${one.encoding}: ${one.words.join(', ')}` : one.encoding,
  }));
  const others = encodings
    .filter((name) => !candidates.some((one) => one.encoding === name))
    .map((name) => ({ value: name, label: name }));
  const words = candidates.find((one) => one.encoding === encoding)?.words ?? [];
  return (
    <>
      <Choice
        label={t('import.encoding')}
        value={encoding}
        options={[...likely, ...others]}
        hint={words.length > 0 ? t('import.encoding-words', { words: words.join(', ') }) : t('import.encoding-plain')}
        set={(name) => reread({ ...stated, encoding: name })}
      />
      {sure || stated.encoding !== undefined ? null : (
        <fieldset className="import-ask">
          <legend>{t('import.encoding-asked')}</legend>
          {likely.map(({ value, label }) => (
            <label key={value} className="import-check">
              <input type="radio" name="encoding" onChange={() => reread({ ...stated, encoding: value })} /> {label}
            </label>
          ))}
        </fieldset>
      )}
    </>
  );
}

const delimiters = [';', ',', '\t', '|'];

function Delimiter({ value, set }: { value: string; set(value: string): void }) {
  const { t } = useText();
  const names: Record<string, string> = { ';': 'semicolon', ',': 'comma', '\t': 'tab', '|': 'bar' };
  const all = delimiters.includes(value) ? delimiters : [...delimiters, value];
  const options = all.map((one) => ({ value: one, label: names[one] ? t(`import.delimiter.${names[one]}`) : one }));
  return <Choice label={t('import.delimiter')} value={value} options={options} set={set} />;
}

/** Words that stand for nothing, in every column. */
function Empty({ mapping, change }: Pick<Props, 'mapping' | 'change'>) {
  const { t } = useText();
  const id = useId();
  const words = mapping.source?.empty ?? [];
  const set = (text: string) => {
    const { empty: _, ...source } = mapping.source ?? {};
    const next = text.split(',').map((word) => word.trimStart());
    change({ ...mapping, source: text.trim() === '' ? source : { ...source, empty: next } });
  };
  return (
    <div>
      <label htmlFor={id}>{t('import.empty')}</label>
      <input
        id={id}
        value={words.join(', ')}
        placeholder="?, N/A"
        aria-describedby={`${id}-why`}
        onChange={({ currentTarget }) => set(currentTarget.value)}
      />
      <span id={`${id}-why`} className="import-hint">
        {t('import.empty-why')}
      </span>
    </div>
  );
}
