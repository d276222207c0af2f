import type { ImportSource } from '#/capabilities/mapping/shared/answers.ts';
import type { From } from '#/capabilities/mapping/shared/mapping.ts';
import { useText } from '#/platform/web/texts.ts';
import { fromOf, originOf } from './mapping-edit.ts';
import type { Origin } from './mapping-edit.ts';

interface Props {
  label: string;
  source: ImportSource;
  from: From | undefined;
  /** What may be chosen besides a column. */
  also: readonly ('nothing' | 'constant' | 'template')[];
  change(from: From | undefined): void;
}

/** Where a value comes from: a column, a fixed value, a template. */
export function FromPicker({ label, source, from, also, change }: Props) {
  const { t } = useText();
  const origin = originOf(from);
  const samples = from && 'column' in from ? (source.samples[from.column] ?? []).slice(0, 3) : [];
  return (
    <>
      <select
        aria-label={t('import.from-of', { field: label })}
        value={origin}
        onChange={({ currentTarget }) => change(fromOf(currentTarget.value as Origin, from))}
      >
        {also.map((one) => (
          <option key={one} value={one}>
            {t(`import.origin.${one}`)}
          </option>
        ))}
        <optgroup label={t('import.origin.columns')}>
          {source.columns.map((column) => (
            <option key={column} value={`column ${column}`}>
              {column}
            </option>
          ))}
        </optgroup>
      </select>
      {from && 'constant' in from ? (
        <input
          aria-label={t('import.constant-of', { field: label })}
          value={from.constant === null ? '' : String(from.constant)}
          onChange={({ currentTarget }) => change({ constant: currentTarget.value })}
        />
      ) : null}
      {from && 'template' in from ? (
        <input
          aria-label={t('import.template-of', { field: label })}
          value={from.template}
          onChange={({ currentTarget }) => change({ template: currentTarget.value })}
        />
      ) : null}
      {samples.length > 0 ? <span className="import-samples">{samples.join(' · ')}</span> : null}
    </>
  );
}
