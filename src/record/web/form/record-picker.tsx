import { useEffect, useRef, useState } from 'react';
import { Combobox, InputBase, useCombobox } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { get } from '#/platform/web/api.ts';
import { useText } from '#/platform/web/texts.ts';
import type { Names } from '#/record/shared/named.ts';
import { useTypes } from '../definitions.tsx';
import { useFirst } from './use-first.ts';
import type { ListAnswer, Row } from '../records.ts';

interface RecordPickerProps {
  kind: string;
  label: string;
  value: string | null;
  names: Names;
  onChange(id: string | null, row?: Row): void;
  required?: boolean;
  error?: string | undefined;
  description?: string;
  disabled?: boolean;
  /** Narrows what is offered, in the filter language. */
  filter?: string;
  autoFocus?: boolean;
  /** Chosen several times over (a list of references): the field is empty again after each. */
  again?: boolean;
  /** Stands in something that closes when one presses outside of it: what is offered is inside then. */
  inside?: boolean;
}

/** Chooses a record by typing: small kinds are listed at once, large ones are searched on the server. */
export function RecordPicker(props: RecordPickerProps) {
  const { kind, label, value, names, onChange, required, error, description, disabled, filter, autoFocus, again } =
    props;
  const { t, language } = useText();
  const type = useTypes().kind(kind);
  const [search, setSearch] = useState('');
  const [picked, setPicked] = useState<Row | null>(null);
  const [typing, setTyping] = useState(false);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const asked = useSettled(search.trim());
  const input = useRef<HTMLInputElement>(null);
  const conditions = [filter ?? (type?.states.some(({ name }) => name === 'active') ? 'state = active' : '')];
  const { data, isFetching, isPlaceholderData } = useQuery({
    queryKey: ['pick', type?.plural, conditions[0], asked],
    enabled: type !== undefined && combobox.dropdownOpened,
    staleTime: 30_000,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      get<ListAnswer>(
        `/${type?.plural}`,
        { filter: conditions[0], search: /[\p{L}\p{N}]$/u.test(asked) ? `${asked}*` : asked, limit: 50 },
        signal,
      ),
  });
  const titleOf = (row: Row) =>
    String((language === 'sk' && row['nameSk']) || row[type?.item.title ?? 'number'] || row.number);
  const current = value === null ? '' : picked?.id === value ? titleOf(picked) : (names[value]?.title ?? '');
  const choose = (id: string) => {
    const row = data?.rows.find((candidate) => candidate.id === id) ?? null;
    setPicked(row);
    setTyping(false);
    setSearch('');
    onChange(id === '' ? null : id, row ?? undefined);
    combobox.closeDropdown();
    if (again) input.current?.focus();
  };
  const keys = useFirst({
    combobox,
    typing: typing && search.trim() !== '',
    settled: asked === search.trim() && data !== undefined && !isPlaceholderData,
    first: data?.rows[0]?.id,
    choose,
  });
  // A person who may not read the kind sees what is set, and can set nothing.
  const shut = disabled === true || type === undefined;
  return (
    <Combobox store={combobox} onOptionSubmit={choose} withinPortal={props.inside !== true}>
      <Combobox.Target>
        <InputBase
          ref={input}
          label={label}
          description={description}
          error={error}
          required={required}
          disabled={shut}
          size="xs"
          autoFocus={autoFocus}
          data-autofocus={autoFocus || undefined}
          value={typing ? search : current}
          placeholder={t('record.pick')}
          rightSection={<Combobox.Chevron />}
          rightSectionPointerEvents="none"
          onChange={({ currentTarget }) => {
            setSearch(currentTarget.value);
            setTyping(true);
            combobox.openDropdown();
          }}
          onKeyDownCapture={keys}
          onFocus={(event) => event.currentTarget.select()}
          onClick={() => combobox.openDropdown()}
          onBlur={() => {
            combobox.closeDropdown();
            // Emptied on purpose: no value. Left half typed: as it was.
            if (typing && search === '' && !required && value !== null) onChange(null);
            setTyping(false);
            setSearch('');
          }}
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Options mah={260} style={{ overflowY: 'auto' }} aria-label={label}>
          {value !== null && !required && !typing ? (
            <Combobox.Option value="" className="picker-none">
              {t('record.pick-none')}
            </Combobox.Option>
          ) : null}
          {(data?.rows ?? []).map((row) => (
            <Combobox.Option key={row.id} value={row.id} active={row.id === value}>
              {titleOf(row)}
              <PickHint kind={kind} row={row} names={data?.names ?? {}} />
            </Combobox.Option>
          ))}
          {data && data.rows.length === 0 ? (
            <Combobox.Empty>{isFetching ? t('web.loading') : t('record.pick-nothing')}</Combobox.Empty>
          ) : null}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

/** What tells two records of one name apart. */
function PickHint({ kind, row, names }: { kind: string; row: Row; names: Names }) {
  const related = row['organisation'] ?? row['parent'] ?? row['owner'];
  const hint = kind === 'person' ? row['email'] : (names[String(related)]?.title ?? null);
  const said = kind === 'incident' ? row.number : hint;
  return said ? <span className="picker-hint">{String(said)}</span> : null;
}

/** A value that has stood still for a moment: what is asked of the server. */
export function useSettled<T>(value: T, wait = 180): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), wait);
    return () => clearTimeout(timer);
  }, [value, wait]);
  return settled;
}
