import { withGuard } from './formula-guard.ts';
import { type Column, type OutputCell, type OutputRows, cellText, pieceCharacters } from './write.ts';

export interface CsvWriteOptions {
  /** Default a comma. Spreadsheets of most of Europe expect a semicolon. */
  delimiter?: string | undefined;
  /** Whether to begin with a byte order mark, without which Excel takes UTF-8 for something else. Default true. */
  byteOrderMark?: boolean | undefined;
}

/**
 * Writes CSV (RFC 4180: CRLF, header row, quotes doubled) in UTF-8. Text that a spreadsheet could take for a formula
 * gets an apostrophe before it (ASVS 1.2.10), which reading takes off again, titles too; numbers are numbers and keep their sign.
 */
export async function* writeCsv(
  columns: readonly Column[],
  rows: OutputRows,
  options: CsvWriteOptions = {},
): AsyncGenerator<Buffer> {
  const delimiter = options.delimiter ?? ',';
  const needsQuotes = new RegExp(`["\\r\\n${delimiter === '\t' ? '\\t' : `\\${delimiter}`}]|^[ \\t]|[ \\t]$|^\\uFEFF`);
  const field = (cell: OutputCell): string => {
    const plain = cellText(cell);
    const safe = typeof cell === 'string' ? withGuard(plain) : plain;
    return needsQuotes.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const record = (cells: readonly OutputCell[]): string => {
    const text = cells.map(field).join(delimiter);
    // A single empty field would be a blank line, which readers skip.
    return `${text === '' ? '""' : text}\r\n`;
  };
  let piece = (options.byteOrderMark ?? true) ? '\uFEFF' : '';
  piece += record(columns.map(({ label }) => label));
  for await (const row of rows) {
    piece += record(columns.map(({ key }) => row[key]));
    if (piece.length < pieceCharacters) continue;
    yield Buffer.from(piece);
    piece = '';
  }
  if (piece !== '') yield Buffer.from(piece);
}
