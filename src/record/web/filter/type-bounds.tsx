import { useState } from 'react';
import type { Operator, Value } from '#/engines/filter/filter.ts';
import { useText } from '#/platform/web/texts.ts';
import type { AskProps } from './add-filter.tsx';

/** Types what a field is compared with: a word, a number, a day; two of them for a range. */
export function TypeBounds({ field, operator, onAdd }: Pick<AskProps, 'field' | 'onAdd'> & { operator: Operator }) {
  const { t } = useText();
  const [typed, setTyped] = useState(['', '']);
  const { kind, name } = field;
  const numeric = kind === 'integer' || kind === 'decimal' || kind === 'level';
  const days = kind === 'date' || kind === 'instant';
  const wanted = operator === 'between' ? typed : typed.slice(0, 1);
  const complete = wanted.every((text) => text.trim() !== '');
  // The earlier end of a range first, in whichever order it was typed.
  const ordered = wanted.toSorted((a, b) => (numeric ? Number(a) - Number(b) : a < b ? -1 : 1));
  const labels = operator === 'between' ? [t('filter.from'), t('filter.to')] : [t('filter.value')];
  return (
    <form
      className="filter-words"
      onSubmit={(event) => {
        event.preventDefault();
        // A form around the bar is not sent by it.
        event.stopPropagation();
        const values = ordered.map((text): Value => (numeric ? Number(text) : text.trim()));
        if (complete) onAdd({ kind: 'condition', field: name, operator, values });
      }}
    >
      {labels.map((label, at) => (
        <label key={label}>
          <span>{label}</span>
          <input
            type={numeric ? 'number' : days ? 'date' : 'text'}
            step={kind === 'decimal' ? 'any' : undefined}
            min={field.min}
            max={kind === 'level' || numeric ? field.max : undefined}
            value={typed[at] ?? ''}
            onChange={({ target }) => setTyped(typed.with(at, target.value))}
          />
        </label>
      ))}
      <button type="submit" className="quiet-button" disabled={!complete}>
        {t('filter.add-this')}
      </button>
    </form>
  );
}
