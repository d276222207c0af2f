import { useState } from 'react';
import { Popover } from '@mantine/core';
import { useText } from '#/platform/web/texts.ts';
import { fieldOf } from '../definitions.tsx';
import type { FieldShape, TypeShape } from '../definitions.tsx';
import { RecordPicker } from '../form/record-picker.tsx';
import { Icon } from '../parts/icon.tsx';
import { useWords } from '../words.ts';

const filterable = new Set(['ref', 'choice', 'level', 'boolean', 'instant', 'text', 'tags']);

/** Builds one condition by choosing: a field, then its value. */
export function AddFilter(props: { type: TypeShape; asker: boolean; onAdd: (part: string) => void }) {
  const { type, asker, onAdd } = props;
  const { t } = useText();
  const words = useWords();
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState('state');
  const fields = ['state', ...type.fields.filter(({ kind }) => filterable.has(kind)).map(({ name }) => name)];
  const field = fieldOf(type, chosen);
  const add = (part: string) => {
    onAdd(part);
    setOpen(false);
  };
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" shadow="md" width={300} trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className="text-button" aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon name="plus" size={14} />
          {t('filter.add')}
        </button>
      </Popover.Target>
      <Popover.Dropdown className="filter-add" aria-label={t('filter.add')}>
        <label>
          <span>{t('filter.field')}</span>
          <select value={chosen} onChange={({ target }) => setChosen(target.value)} data-autofocus>
            {fields.map((name) => (
              <option key={name} value={name}>
                {words.label(type, name)}
              </option>
            ))}
          </select>
        </label>
        {field ? <Choose key={chosen} field={field} asker={asker} onAdd={add} /> : null}
      </Popover.Dropdown>
    </Popover>
  );
}

function Choose({ field, asker, onAdd }: { field: FieldShape; asker: boolean; onAdd: (part: string) => void }) {
  const { t } = useText();
  const words = useWords();
  const [text, setText] = useState('');
  const { name, kind } = field;
  const buttons = (choices: readonly (readonly [string, string])[]) => (
    <div className="filter-choices">
      {choices.map(([part, label]) => (
        <button key={part} type="button" className="quiet-button" onClick={() => onAdd(part)}>
          {label}
        </button>
      ))}
    </div>
  );
  const empty = [
    [`${name} is empty`, t('filter.is-empty')],
    [`${name} is not empty`, t('filter.is-not-empty')],
  ] as const;
  switch (kind) {
    case 'choice':
      return buttons((field.options ?? []).map(({ value, label }) => [`${name} = '${value}'`, label]));
    case 'boolean':
      return buttons([
        [`${name} = true`, t('record.yes')],
        [`${name} = false`, t('record.no')],
      ]);
    case 'level': {
      const levels = Array.from({ length: (field.max ?? 5) - (field.min ?? 1) + 1 }, (_, at) => at + (field.min ?? 1));
      return buttons(levels.map((level) => [`${name} = ${level}`, words.level(name, level)]));
    }
    case 'instant':
      return buttons([
        ...(['1', '7', '30'] as const).map(
          (days) => [`${name} >= now-${days}d`, t('filter.last-days', { days: Number(days) })] as const,
        ),
        ...empty,
      ]);
    case 'ref':
      return (
        <>
          <RecordPicker
            kind={field.to ?? ''}
            label={t('filter.value')}
            value={null}
            names={{}}
            onChange={(id) => id && onAdd(`${name} = '${id}'`)}
          />
          {buttons([
            ...(asker && field.to === 'person' ? [[`${name} = me`, t('filter.me')] as const] : []),
            ...(asker && field.to === 'group' ? [[`${name} in my.groups`, t('filter.my-groups')] as const] : []),
            ...empty,
          ])}
        </>
      );
    default:
      return (
        <form
          className="filter-words"
          onSubmit={(event) => {
            event.preventDefault();
            // A form around the bar is not sent by it.
            event.stopPropagation();
            if (text.trim()) onAdd(`${name} ${kind === 'tags' ? 'has' : '~'} '${text.trim().replaceAll("'", "''")}'`);
          }}
        >
          <label>
            <span>{t('filter.contains')}</span>
            <input value={text} onChange={({ target }) => setText(target.value)} />
          </label>
          <button type="submit" className="quiet-button">
            {t('filter.add-this')}
          </button>
        </form>
      );
  }
}
