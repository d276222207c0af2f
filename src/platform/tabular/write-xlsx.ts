import type { CellValue } from 'hucre';
import { type Column, type OutputCell, type OutputRows, cellText } from './write.ts';

export interface XlsxWriteOptions {
  /** The sheet's name; a second one for more rows than a sheet holds is `name_2`. Default `Export`. */
  sheet?: string | undefined;
  /** Rows below the header before the next sheet begins. Default 1,048,575, what a sheet holds. */
  rowsPerSheet?: number | undefined;
}

/** What a cell holds at most; Excel calls a workbook with a longer one damaged. */
const maxCharacters = 32_767;

// Characters that XML can't hold, the carriage return that it would turn into a line feed, and text that already
// looks like such an escape.
// oxlint-disable-next-line no-control-regex
const unwritable = /_(?=x[0-9A-Fa-f]{4}_)|[\u0000-\u0008\u000B-\u001F\u007F\uFFFE\uFFFF]/g;

function escapeText(text: string): string {
  const kept = text.length > maxCharacters ? `${text.slice(0, maxCharacters - 1)}…` : text;
  return kept
    .toWellFormed()
    .replaceAll(unwritable, (character) => `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`);
}

/**
 * A value as the workbook holds it. Text is always a text cell, never a formula, whatever it begins with; an instant is
 * ISO 8601 text in UTC, as in the other formats: a date of a workbook has no zone, and is another moment elsewhere.
 */
function toValue(cell: OutputCell): CellValue {
  if (cell === null || cell === undefined || cell === '') return null;
  if (typeof cell === 'boolean') return cell;
  if (typeof cell === 'number' && Number.isFinite(cell)) return cell;
  return escapeText(cellText(cell));
}

/** A name that a sheet may have: at most 31 characters, without `[ ] : * ? / \`, no apostrophe at either end. */
function sheetName(wanted: string): string {
  const clean = wanted
    .replaceAll(/[[\]:*?/\\]/g, ' ')
    .replaceAll(/^'+|'+$/g, '')
    .trim();
  return (clean || 'Export').slice(0, 31);
}

/**
 * Writes a workbook: a header row, then text, numbers and booleans as cells of their own kind. Formulas are
 * never written (ASVS 1.2.10). Text over 32,767 characters is cut and ends in `…`. Memory is bounded: rows are
 * taken from the source only as fast as the bytes are taken from here.
 */
export async function* writeXlsx(
  columns: readonly Column[],
  rows: OutputRows,
  options: XlsxWriteOptions = {},
): AsyncGenerator<Buffer> {
  // Loaded when first used: most processes never write a workbook.
  const { writeXlsxStream } = await import('hucre/xlsx');
  const values = async function* (): AsyncGenerator<CellValue[]> {
    for await (const row of rows) yield columns.map(({ key }) => toValue(row[key]));
  };
  const stream = writeXlsxStream(values(), {
    name: sheetName(options.sheet ?? 'Export'),
    columns: columns.map(({ label }) => ({ header: escapeText(label) })),
    freezePane: { rows: 1 },
    maxRowsPerSheet: (options.rowsPerSheet ?? 1_048_575) + 1,
  });
  for await (const chunk of stream) yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}
