import { useState } from 'react';
import { conditionOf } from '#/engines/filter/combine.ts';
import type { Value } from '#/engines/filter/filter.ts';
import { useText } from '#/platform/web/texts.ts';
import type { Names } from '#/record/shared/named.ts';
import { RecordPicker } from '../form/record-picker.tsx';
import { nameOfRow } from '../records.ts';
import { useWords } from '../words.ts';
import type { AskProps } from './add-filter.tsx';

interface Choice {
  value: Value;
  label: string;
}

/** Chooses one value or several of a field; whoever types them separates them by commas. */
export function ChooseValues({ field, asker, operator, onAdd }: AskProps & { operator: 'in' | 'not in' | 'has' }) {
  const { t } = useText();
  const words = useWords();
  const [chosen, setChosen] = useState<readonly Choice[]>([]);
  const [typed, setTyped] = useState('');
  const [names, setNames] = useState<Names>({});
  const { name, kind, to } = field;
  const closed: readonly Choice[] =
    kind === 'choice'
      ? (field.options ?? [])
      : kind === 'boolean'
        ? [true, false].map((value) => ({ value, label: t(value ? 'record.yes' : 'record.no') }))
        : kind === 'level'
          ? levels(field.min ?? 1, field.max ?? 5).map((value) => ({ value, label: words.level(name, value) }))
          : [];
  const isReference = kind === 'ref' || kind === 'refs';
  const mine: readonly Choice[] = [
    ...(asker && to === 'person' ? [{ value: { actor: 'me' }, label: t('filter.me') }] : []),
    ...(asker && to === 'group' ? [{ value: { actor: 'groups' }, label: t('filter.my-groups') }] : []),
  ];
  const offered = isReference ? [...mine, ...chosen.filter(({ value }) => typeof value !== 'object')] : closed;
  const isChosen = ({ value }: Choice) => chosen.some((one) => JSON.stringify(one.value) === JSON.stringify(value));
  const toggle = (choice: Choice) =>
    setChosen(isChosen(choice) ? chosen.filter(({ label }) => label !== choice.label) : [...chosen, choice]);
  const free = !isReference && closed.length === 0;
  const numeric = kind === 'integer' || kind === 'decimal';
  const inWords = typed
    .split(',')
    .map((text) => text.trim())
    .filter((text) => text !== '' && (!numeric || Number.isFinite(Number(text))))
    .map((text): Value => (numeric ? Number(text) : text));
  const values = free ? inWords : chosen.map(({ value }) => value);
  const add = () => {
    if (values.length === 0) return;
    if (operator !== 'has') {
      // Yes and no are compared; a list of them would be everything.
      return onAdd(
        kind === 'boolean' && values[0] !== undefined ? equalTo(name, values[0]) : conditionOf(name, operator, values),
      );
    }
    onAdd(...values.map((value) => ({ kind: 'condition', field: name, operator, values: [value] }) as const));
  };
  return (
    <form
      className="filter-words"
      onSubmit={(event) => {
        event.preventDefault();
        event.stopPropagation();
        add();
      }}
    >
      {isReference ? (
        <RecordPicker
          kind={to ?? ''}
          label={t('filter.value')}
          value={null}
          names={names}
          again
          inside
          onChange={(id, row) => {
            if (id === null || !row) return;
            const known = nameOfRow(to ?? '', row);
            setNames({ ...names, ...known });
            const choice = { value: id, label: known[id]?.title ?? row.number };
            if (!isChosen(choice)) setChosen([...chosen, choice]);
          }}
        />
      ) : null}
      {free ? (
        <label>
          <span>{t('filter.values')}</span>
          <input value={typed} onChange={({ target }) => setTyped(target.value)} />
        </label>
      ) : (
        <fieldset className="filter-values">
          <legend className="only-read">{t('filter.value')}</legend>
          {offered.map((choice) => (
            <label key={choice.label}>
              <input
                type={kind === 'boolean' ? 'radio' : 'checkbox'}
                name={name}
                checked={isChosen(choice)}
                onChange={() => (kind === 'boolean' ? setChosen([choice]) : toggle(choice))}
              />
              {choice.label}
            </label>
          ))}
        </fieldset>
      )}
      <button type="submit" className="quiet-button" disabled={values.length === 0}>
        {t('filter.add-this')}
      </button>
    </form>
  );
}

const equalTo = (field: string, value: Value) =>
  ({ kind: 'condition', field, operator: '=', values: [value] }) as const;

const levels = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, at) => at + from);
