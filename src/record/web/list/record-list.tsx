import { useEffect, useImperativeHandle, useRef } from 'react';
import type { KeyboardEvent, MouseEvent, ReactNode, Ref } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useText } from '#/platform/web/texts.ts';
import type { Names } from '#/record/shared/named.ts';
import { valueIn } from '#/record/shared/own-fields.ts';
import { fieldOf } from '../definitions.tsx';
import type { TypeShape } from '../definitions.tsx';
import { Icon } from '../parts/icon.tsx';
import type { Row } from '../records.ts';
import { useWords } from '../words.ts';
import './record-list.css';

export type Cell = (row: Row, names: Names) => ReactNode;

export interface RecordListProps {
  type: TypeShape;
  rows: readonly Row[];
  names: Names;
  count: number | undefined;
  more: boolean;
  onMore(): void;
  columns: readonly string[];
  /** Widths as CSS grid tracks, by column; `minmax(90px, 1fr)` otherwise. */
  widths?: Readonly<Record<string, string>>;
  cells?: Readonly<Record<string, Cell>>;
  sort: string;
  onSort(sort: string): void;
  /** The row that the keyboard is on. */
  at: string | null;
  onAt(id: string): void;
  onOpen(row: Row): void;
  hrefOf(row: Row): string;
  /** The row that is open beside the list. */
  open?: string | null;
  selected?: ReadonlySet<string>;
  onSelect?: (id: string, range: boolean) => void;
  dense?: boolean;
  /** One cell of two lines instead of columns: beside an open record. */
  compact?: Cell;
  label: string;
  ref?: Ref<ListHandle>;
}

export interface ListHandle {
  focus(): void;
}

const unsorted = new Set(['long-text', 'refs', 'tags', 'json']);

/** A list of any length, of which only what is on the screen is in the document. */
export function RecordList(props: RecordListProps) {
  const {
    type,
    rows,
    names,
    count,
    more,
    onMore,
    columns,
    cells = {},
    compact,
    at,
    onAt,
    onOpen,
    selected,
    onSelect,
  } = props;
  const { t } = useText();
  const words = useWords();
  const scroller = useRef<HTMLDivElement>(null);
  const height = compact ? 58 : props.dense ? 32 : 40;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 12,
    getItemKey: (index) => rows[index]?.id ?? index,
  });
  useEffect(() => {
    virtual.measure();
  }, [virtual, height]);
  useImperativeHandle(props.ref, () => ({ focus: () => scroller.current?.focus() }), []);

  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && last >= rows.length - 40) onMore();
  }, [more, last, rows.length, onMore]);

  const index = rows.findIndex(({ id }) => id === at);
  useEffect(() => {
    if (index >= 0) virtual.scrollToIndex(index, { align: 'auto' });
  }, [virtual, index]);

  const keys = (event: KeyboardEvent) => {
    const target = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      Home: 0,
      End: rows.length - 1,
      PageDown: index + 12,
      PageUp: index - 12,
    }[event.key];
    if (target !== undefined) {
      event.preventDefault();
      const row = rows[Math.min(Math.max(target, 0), rows.length - 1)];
      if (row) onAt(row.id);
    }
    const row = rows[index];
    if (!row) return;
    if (event.key === 'Enter') onOpen(row);
    if (event.key === ' ' && onSelect) {
      event.preventDefault();
      onSelect(row.id, event.shiftKey);
    }
  };
  const template = compact ? '1fr' : columns.map((column) => props.widths?.[column] ?? 'minmax(90px, 1fr)').join(' ');
  const tracks = `${onSelect && !compact ? '32px ' : ''}${template}`;
  const narrowest = { minInlineSize: compact ? undefined : leastWidth(tracks) };
  const shown = new Set(items.map((item) => rows[item.index]?.id));

  return (
    <div
      ref={scroller}
      className="record-list"
      role="grid"
      tabIndex={0}
      aria-label={props.label}
      aria-rowcount={more ? (count ?? -1) + (count === undefined ? 0 : 1) : rows.length + 1}
      aria-multiselectable={onSelect ? true : undefined}
      aria-activedescendant={at !== null && shown.has(at) ? `row-${at}` : undefined}
      onKeyDown={keys}
      data-compact={compact ? true : undefined}
      data-dense={props.dense || undefined}
    >
      <div role="rowgroup" className={compact ? 'only-read' : 'list-head'} style={narrowest}>
        <div role="row" aria-rowindex={1} style={{ gridTemplateColumns: tracks }}>
          {onSelect && !compact ? (
            <span role="columnheader" className="list-check">
              <span className="only-read">{t('list.selected')}</span>
            </span>
          ) : null}
          {(compact ? ['title'] : columns).map((column) => (
            <Heading
              key={column}
              type={type}
              column={column}
              label={words.label(type, column)}
              sort={props.sort}
              onSort={props.onSort}
            />
          ))}
        </div>
      </div>
      <div role="rowgroup" className="list-body" style={{ blockSize: virtual.getTotalSize(), ...narrowest }}>
        {items.map((item) => {
          const row = rows[item.index];
          if (!row) return null;
          const chosen = selected?.has(row.id) ?? false;
          return (
            // The grid itself takes the keys: a row is where the pointer may do the same.
            // eslint-disable-next-line jsx-a11y/click-events-have-key-events
            <div
              key={item.key}
              id={`row-${row.id}`}
              role="row"
              aria-rowindex={item.index + 2}
              aria-selected={onSelect ? chosen : undefined}
              aria-current={props.open === row.id || undefined}
              className="list-row"
              data-at={row.id === at || undefined}
              style={{ gridTemplateColumns: tracks, blockSize: height, transform: `translateY(${item.start}px)` }}
              onClick={(event) => press(event, row)}
            >
              {onSelect && !compact ? (
                <span role="gridcell" className="list-check">
                  <input
                    type="checkbox"
                    tabIndex={-1}
                    checked={chosen}
                    aria-label={t('list.select', { number: row.number })}
                    onClick={(event) => {
                      event.stopPropagation();
                      onSelect(row.id, event.shiftKey);
                    }}
                    onChange={() => undefined}
                  />
                </span>
              ) : null}
              {compact ? (
                <span role="gridcell" className="list-cell">
                  {compact(row, names)}
                </span>
              ) : (
                columns.map((column) => (
                  <span key={column} role="gridcell" className="list-cell" data-column={column}>
                    {contentOf(column, row)}
                  </span>
                ))
              )}
            </div>
          );
        })}
      </div>
    </div>
  );

  function press(event: MouseEvent, row: Row): void {
    // Opening in a tab of its own is the link's business.
    if (event.ctrlKey || event.metaKey) return;
    if (event.target instanceof Element && event.target.closest('a')) event.preventDefault();
    onAt(row.id);
    if (event.shiftKey && onSelect) return onSelect(row.id, true);
    onOpen(row);
  }

  function contentOf(column: string, row: Row): ReactNode {
    const own = cells[column];
    if (own) return own(row, names);
    const field = fieldOf(type, column);
    const said = field ? words.value(field, valueIn(row, column), names) : '';
    if (column !== type.item.title && column !== 'number') return said;
    return (
      <a href={props.hrefOf(row)} tabIndex={-1}>
        {said || row.number}
      </a>
    );
  }
}

/** What the tracks of a grid need at least, in pixels: head and rows keep the same columns when they are scrolled. */
const leastWidth = (tracks: string): number =>
  tracks.split(/ (?![^(]*\))/).reduce((sum, track) => sum + Number(/(\d+)px/.exec(track)?.[1] ?? 0), 0);

function Heading(props: { type: TypeShape; column: string; label: string; sort: string; onSort(sort: string): void }) {
  const { type, column, label, sort, onSort } = props;
  const sorted = sort.replace('-', '') === column ? (sort.startsWith('-') ? 'descending' : 'ascending') : undefined;
  const sortable = !unsorted.has(fieldOf(type, column)?.kind ?? 'json');
  return (
    <span role="columnheader" aria-sort={sorted} className="list-cell" title={label}>
      {sortable ? (
        <button type="button" tabIndex={-1} onClick={() => onSort(sorted === 'ascending' ? `-${column}` : column)}>
          <span>{label}</span>
          {sorted ? <Icon name={sorted === 'ascending' ? 'up' : 'down'} size={12} /> : null}
        </button>
      ) : (
        label
      )}
    </span>
  );
}
