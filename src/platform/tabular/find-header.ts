import type { Cell } from './items.ts';

/** One of the first records of a table, the header and what stands above it included. */
export interface TopRecord {
  line: number;
  cells: readonly Cell[];
}

const filledIn = ({ cells }: TopRecord): number =>
  cells.filter((cell) => cell !== null && String(cell).trim() !== '').length;

/** Whether a record has anything in it. */
export const isFilled = (record: TopRecord): boolean => filledIn(record) > 0;

/**
 * The line of the header: the first record that has anything in it, unless it has less than half as many cells as
 * others do, as titles and lines about a report have; then the first that has at least half. Undefined without records.
 */
export function findHeader(top: readonly TopRecord[]): number | undefined {
  const records = top.filter(isFilled);
  const widest = Math.max(0, ...records.map(filledIn));
  return records.find((record) => filledIn(record) * 2 >= widest)?.line;
}
