import { isStorable } from '#/base/text.ts';
import { fold } from '#/base/fold.ts';

/** The values of a row, an event or a case under their columns' names. */
export type Cells = Readonly<Record<string, unknown>>;

/** So long may the number of a case be. */
export const longestNumber = 60;

/** One event of a case. */
export interface SourceEvent {
  line: number;
  cells: Cells;
  /** It was brought in before. */
  known?: boolean;
}

/** One case of a source: what it says of the case, and its events in the order of the file. */
export interface SourceCase {
  line: number;
  /** `trace.…` of a log without that prefix; the row of a table. */
  cells: Cells;
  events: readonly SourceEvent[];
  problem?: undefined;
}

/** What is wrong with a case: at a line, with a stable code and what fills its sentence. */
export interface CaseProblem {
  line: number;
  code: string;
  params: Record<string, string | number>;
}

/** A column, found once: whether cases or events have it, and its key there. */
export interface Place {
  of: 'case' | 'event';
  key: string;
}

/** Where a column stands: by its prefix in an event log, in the events of a table that has a row for each. */
export function placeOf(column: string, source: 'log' | 'cases' | 'events'): Place {
  if (source === 'log' && column.startsWith('trace.')) return { of: 'case', key: column.slice(6) };
  if (source === 'log' && column.startsWith('event.')) return { of: 'event', key: column.slice(6) };
  return { of: source === 'events' ? 'event' : 'case', key: column };
}

/** A word as mappings compare it: without case, accents and outer spaces, on each side of a stroke. */
export function wordAsMapped(word: string): string {
  return word
    .split('/')
    .map((part) => fold(part.trim()))
    .join('/');
}

/** A cell as text, or null where it says nothing. Throws {@link BrokenCell} for what no database can keep as text. */
export function textOfCell(cell: unknown): string | null {
  if (cell === undefined || cell === null) return null;
  const isList = Array.isArray(cell) && cell.every((one) => typeof one !== 'object' || one === null);
  const text = (isList ? cell.join(', ') : typeof cell === 'object' ? JSON.stringify(cell) : String(cell)).trim();
  if (text === '') return null;
  if (!isStorable(text)) throw new BrokenCell();
  return text;
}

/** A cell with NUL or half a character in it. */
export class BrokenCell extends Error {
  constructor() {
    super('a cell that is no text');
    this.name = 'BrokenCell';
  }
}
