import type { Cell } from './items.ts';

/** A column of an export: the key of its cells and the title above them. */
export interface Column {
  key: string;
  label: string;
}

/** What an export may hold; a Date is an instant and comes out in UTC. */
export type OutputCell = Cell | Date | undefined;

/** Rows to write. Nothing is read ahead: the next row is asked for when the one before has been taken. */
export type OutputRows = AsyncIterable<Record<string, OutputCell>> | Iterable<Record<string, OutputCell>>;

/** Text is given out in pieces of about this size, so that a row does not cost a write of its own. */
export const pieceCharacters = 64 * 1024;

/** A cell as text, without any escaping. */
export function cellText(cell: OutputCell): string {
  if (cell === null || cell === undefined) return '';
  return cell instanceof Date ? cell.toISOString() : String(cell);
}
