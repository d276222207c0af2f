import { useFormats } from '#/platform/web/format.ts';
import type { TypeShape } from '#/record/web/definitions.tsx';
import type { Cell } from '#/record/web/list/record-list.tsx';
import type { Row } from '#/record/web/records.ts';
import type { Names } from '#/record/shared/named.ts';
import { PriorityMark, StateMark } from '#/record/web/parts/marks.tsx';
import { Due } from '#/capabilities/clocks/web/due.tsx';

/** The title is what a case is known by: what is left of the line is its own first. */
export const queueWidths: Readonly<Record<string, string>> = {
  number: '118px',
  title: 'minmax(220px, 6fr)',
  priority: '112px',
  dueAt: '156px',
  state: '112px',
  affectedUser: 'minmax(104px, 1fr)',
  group: 'minmax(90px, 1fr)',
  assignee: 'minmax(104px, 1fr)',
  openedAt: '116px',
  updatedAt: '116px',
};

/** Cells that say more than their value in words. */
export function queueCells(type: TypeShape, hrefOf: (row: Row) => string): Readonly<Record<string, Cell>> {
  return {
    priority: (row) => <PriorityMark level={Number(row['priority'])} />,
    dueAt: (row) => (typeof row['dueAt'] === 'string' ? <Due at={row['dueAt']} /> : null),
    state: (row) => <StateMark type={type} state={row.state} />,
    openedAt: (row) => <Ago at={String(row['openedAt'])} />,
    updatedAt: (row) => <Ago at={String(row['updatedAt'])} />,
    title: (row) => (
      <a href={hrefOf(row)} tabIndex={-1} className="queue-title">
        {String(row['title'])}
      </a>
    ),
  };
}

/** The fields of {@link compactCell}. */
export const inTwoLines: readonly string[] = ['title', 'priority', 'state', 'group', 'assignee', 'dueAt', 'openedAt'];

/** Two lines for a list that is narrow because a case is open beside it. */
export function compactCell(type: TypeShape, hrefOf: (row: Row) => string): Cell {
  return (row, names) => <Compact type={type} row={row} names={names} href={hrefOf(row)} />;
}

function Compact({ type, row, names, href }: { type: TypeShape; row: Row; names: Names; href: string }) {
  return (
    <span className="queue-compact">
      <span>
        <PriorityMark level={Number(row['priority'])} bare />
        <a href={href} tabIndex={-1} className="queue-title">
          {String(row['title'])}
        </a>
      </span>
      <span>
        <span className="queue-number">{row.number}</span>
        <StateMark type={type} state={row.state} />
        <span className="queue-who">
          {names[String(row['assignee'])]?.title ?? names[String(row['group'])]?.title ?? ''}
        </span>
        {typeof row['dueAt'] === 'string' ? <Due at={row['dueAt']} /> : <Ago at={String(row['openedAt'])} />}
      </span>
    </span>
  );
}

function Ago({ at }: { at: string }) {
  const formats = useFormats();
  return (
    <time dateTime={at} title={formats.momentInFull(at)}>
      {formats.relative(at)}
    </time>
  );
}
