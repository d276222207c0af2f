import { useState } from 'react';
import { Checkbox, Popover } from '@mantine/core';
import { useText } from '#/platform/web/texts.ts';
import { fieldsOf } from '../definitions.tsx';
import type { TypeShape } from '../definitions.tsx';
import { Icon } from '../parts/icon.tsx';
import { useWords } from '../words.ts';

const never = new Set(['json', 'long-text']);

/** Which columns a list shows. The order is that of choosing; the number and the title always come first. */
export function ColumnChoice(props: {
  type: TypeShape;
  columns: readonly string[];
  onChange(columns: string[]): void;
}) {
  const { type, columns, onChange } = props;
  const { t } = useText();
  const words = useWords();
  const [open, setOpen] = useState(false);
  const all = [
    ...new Set([
      ...columns,
      'state',
      ...fieldsOf(type)
        .filter(({ kind }) => !never.has(kind))
        .map(({ name }) => name),
      'updatedAt',
    ]),
  ];
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <button
          type="button"
          className="icon-button"
          aria-label={t('list.columns')}
          title={t('list.columns')}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          <Icon name="columns" />
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('list.columns')} mah={420} style={{ overflowY: 'auto', display: 'grid', gap: 8 }}>
        {all.map((name) => (
          <Checkbox
            key={name}
            size="xs"
            label={words.label(type, name)}
            checked={columns.includes(name)}
            disabled={name === 'number' || (columns.length === 1 && columns[0] === name)}
            onChange={({ target }) =>
              onChange(target.checked ? [...columns, name] : columns.filter((other) => other !== name))
            }
          />
        ))}
      </Popover.Dropdown>
    </Popover>
  );
}

/** A choice of this browser, kept. */
export function useKept<T>(key: string, initial: T): [T, (value: T) => void] {
  const name = `mainstay.${key}`;
  const [value, setValue] = useState<T>(() => {
    try {
      return (JSON.parse(localStorage.getItem(name) ?? 'null') as T | null) ?? initial;
    } catch {
      return initial;
    }
  });
  return [
    value,
    (next) => {
      setValue(next);
      localStorage.setItem(name, JSON.stringify(next));
    },
  ];
}
