import { once } from 'node:events';
import { PassThrough, type Writable } from 'node:stream';
import type { CellValue, Worksheet } from 'exceljs';
import { type Column, type OutputCell, type OutputRows, cellText } from './write.ts';

export interface XlsxWriteOptions {
  /** The sheet's name; a second one for more rows than a sheet holds is `name 2`. Default `Export`. */
  sheet?: string | undefined;
  /** Rows below the header before the next sheet begins. Default 1,048,575, what a sheet holds. */
  rowsPerSheet?: number | undefined;
}

const dateFormat = 'yyyy-mm-dd hh:mm:ss';
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

/** A value as the workbook holds it. Text is always a text cell, never a formula, whatever it begins with. */
function toValue(cell: OutputCell): CellValue {
  if (cell === null || cell === undefined || cell === '') return null;
  if (typeof cell === 'boolean' || cell instanceof Date) return cell;
  if (typeof cell === 'number' && Number.isFinite(cell)) return cell;
  const text = escapeText(cellText(cell));
  // Only rich text is written with its outer white space marked as kept.
  return text === text.trim() ? text : { richText: [{ text }] };
}

/** A name that a sheet may have: at most 31 characters, without `[ ] : * ? / \`, no apostrophe at either end. */
function sheetName(wanted: string, number: number): string {
  const suffix = number === 1 ? '' : ` ${number}`;
  const clean =
    wanted
      .replaceAll(/[[\]:*?/\\]/g, ' ')
      .replaceAll(/^'+|'+$/g, '')
      .trim() || 'Export';
  return clean.slice(0, 31 - suffix.length) + suffix;
}

/** A stream of whatever generation the packer brings along: old ones tell their state only here. */
type Queue = Writable & { _writableState?: { needDrain?: boolean } };

/** Waits while the queue before the packer is full: exceljs writes to it whatever its length. */
async function waitForRoom(sheet: Worksheet, signal: AbortSignal): Promise<void> {
  const { stream } = sheet as unknown as { stream: { pipes: Queue[] } };
  const queue = stream.pipes[0];
  // oxlint-disable-next-line no-underscore-dangle
  const full = queue?._writableState?.needDrain;
  // Without this the memory would grow with the rows, and nobody would notice before the largest export.
  if (!queue || full === undefined) throw new Error('the queue of the sheet is not where it was in exceljs 4.4.0');
  if (full) await once(queue, 'drain', { signal });
}

/**
 * Writes a workbook: a header row, then text, numbers, booleans and dates as cells of their own kind. Formulas are
 * never written (ASVS 1.2.10). Text over 32,767 characters is cut and ends in `…`. Memory is bounded: rows are
 * taken from the source only as fast as the bytes are taken from here.
 */
export async function* writeXlsx(
  columns: readonly Column[],
  rows: OutputRows,
  options: XlsxWriteOptions = {},
): AsyncGenerator<Buffer> {
  // Loaded when first used: it is the largest of our parts, and most processes never write a workbook.
  const { default: ExcelJS } = await import('exceljs');
  const output = new PassThrough();
  const stopped = new AbortController();
  const workbook = new ExcelJS.stream.xlsx.WorkbookWriter({ stream: output, useStyles: true, useSharedStrings: false });
  const rowsPerSheet = options.rowsPerSheet ?? 1_048_575;

  const begin = (number: number): Worksheet => {
    const sheet = workbook.addWorksheet(sheetName(options.sheet ?? 'Export', number), {
      views: [{ state: 'frozen', ySplit: 1 }],
    });
    sheet.addRow(columns.map(({ label }) => toValue(label))).commit();
    return sheet;
  };
  const produce = async (): Promise<void> => {
    let number = 1;
    let sheet = begin(number);
    let written = 0;
    for await (const row of rows) {
      stopped.signal.throwIfAborted();
      if (written === rowsPerSheet) {
        sheet.commit();
        number += 1;
        sheet = begin(number);
        written = 0;
      }
      const line = sheet.addRow(columns.map(({ key }) => toValue(row[key])));
      for (const [index, { key }] of columns.entries()) {
        if (row[key] instanceof Date) line.getCell(index + 1).numFmt = dateFormat;
      }
      line.commit();
      written += 1;
      await waitForRoom(sheet, stopped.signal);
    }
    sheet.commit();
    await workbook.commit();
  };

  const producing = produce().catch((error: unknown) => {
    output.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  try {
    for await (const chunk of output) yield chunk as Buffer;
    await producing;
  } finally {
    stopped.abort();
    output.destroy();
  }
}
