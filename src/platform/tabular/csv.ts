import { isUtf8 } from 'node:buffer';
import { emptyValues, nameColumns } from './columns.ts';
import { type CsvForm, type CsvRecord, countLines, lineEnd, scanRecord } from './csv-record.ts';
import { detectDelimiter, statedDelimiter } from './delimiter.ts';
import { withoutGuard } from './formula-guard.ts';
import { type Encoding, type OnEncoding, asUtf8 } from './encoding.ts';
import { type Bytes, type ProblemItem, type RowItem, type TableReadOptions, lastItem, problemAt } from './items.ts';

export interface CsvReadOptions extends TableReadOptions {
  /** One ASCII character; by default what the line `sep=` says, else found out of the first records. */
  delimiter?: string | undefined;
  /** Found out of the first 64 KiB with anything but ASCII in them if not given. */
  encoding?: Encoding | undefined;
  /** The longest record, in bytes of UTF-8; a longer one is a problem. Default 1 MiB. */
  maxRecordBytes?: number | undefined;
  /** Told once which encoding is taken; never for plain ASCII. */
  onEncoding?: OnEncoding | undefined;
  /** Told once which delimiter is taken. */
  onDelimiter?: ((delimiter: string) => void) | undefined;
}

const headBytes = 64 * 1024;
const none = Buffer.alloc(0);
const escapedQuote = Buffer.from(String.raw`\"`);
/** What bytes that are no text become when another encoding is read as UTF-8. */
const replaced = Buffer.from('\uFFFD');

/**
 * Reads CSV (RFC 4180 as spreadsheets write it, any delimiter, any line end, header row first) as rows of text.
 *
 * Cells that are missing at the end of a row are empty, empty ones beyond the header are nothing; with text beyond the
 * header, or with broken text, a row is a problem item. A fault in quoting is a problem item at the line where its
 * record starts, and reading goes on at the next line of the file, so a stray quote never swallows the rest. No line
 * is read more than a few times for that: what one open quote ran over can't open another that runs as far.
 * The apostrophe that guards text from being taken for a formula is no part of the text. Blank lines, and lines of nothing but delimiters, are skipped. `line` is the line of the file where the record
 * starts.
 */
export async function* readCsv(
  source: Bytes,
  options: CsvReadOptions = {},
): AsyncGenerator<RowItem<string> | ProblemItem> {
  const reading = new CsvReading(options);
  const text = asUtf8(source, options.encoding, (found, seen) => {
    reading.encoding = found.encoding;
    options.onEncoding?.(found, seen);
  });
  try {
    for await (const { bytes, last } of withHead(text, options.signal)) {
      options.signal?.throwIfAborted();
      for (const item of reading.take(bytes, last)) {
        yield item;
        options.signal?.throwIfAborted();
      }
      if (reading.ended) return;
    }
  } catch (error) {
    if (!options.signal?.aborted) for (const item of reading.salvage()) yield item;
    yield lastItem(error, reading.line, options.signal);
  } finally {
    reading.announce();
  }
}

class CsvReading {
  line = 1;
  ended = false;
  encoding: Encoding = 'utf-8';
  private form: CsvForm | undefined;
  private readonly options: CsvReadOptions;
  private readonly limit: number;
  private columns: string[] | undefined;
  private announced = false;
  /** The bytes from the start of the record that is being read. */
  private held: Buffer = none;
  private skipping = false;
  /** Lines that are passed over before the header. */
  private above: number;

  constructor(options: CsvReadOptions) {
    this.options = options;
    this.limit = options.maxRecordBytes ?? 1024 ** 2;
    this.above = (options.header ?? 1) - 1;
  }

  announce(): void {
    if (this.announced) return;
    this.announced = true;
    this.options.onColumns?.(this.columns ?? []);
  }

  *take(chunk: Buffer, last: boolean): Generator<RowItem<string> | ProblemItem> {
    this.form ??= this.begin(chunk);
    this.held = this.held.length === 0 ? chunk : Buffer.concat([this.held, chunk]);
    let at = 0;
    while (at < this.held.length) {
      if (this.skipping || this.above > 0) {
        const next = lineEnd(this.held, at, last);
        if (next < 0) {
          // The rest of this line is dropped too; half of a line end has to wait for the other half.
          at = last || this.held.at(-1) !== 13 ? this.held.length : this.held.length - 1;
          break;
        }
        if (!this.skipping) this.above -= 1;
        this.skipping = false;
        this.line += 1;
        at = next;
        continue;
      }
      const record = this.scan(at, last);
      if (record === 'more') break;
      if (typeof record === 'string') {
        yield this.describe(record);
        if (this.ended) return;
        this.skipping = true;
        continue;
      }
      const item = this.finish(record, at);
      at = record.end;
      if (item) yield item;
    }
    this.held = this.held.subarray(at);
  }

  /**
   * After the source broke: the whole lines that were still held back. What follows them is a piece of a row and must
   * not pass for one.
   */
  salvage(): (RowItem<string> | ProblemItem)[] {
    if (this.form === undefined) return [];
    const end = Math.max(this.held.lastIndexOf(10), this.held.lastIndexOf(13)) + 1;
    this.held = this.held.subarray(0, end);
    return [...this.take(none, true)];
  }

  /** Finds out the delimiter, and passes over the line that says it. */
  private begin(head: Buffer): CsvForm {
    const text = head.toString('utf8');
    const stated = statedDelimiter(text);
    if (stated !== undefined && this.options.header === undefined) this.above = 1;
    const delimiter = this.options.delimiter ?? stated ?? detectDelimiter(text, this.above);
    this.options.onDelimiter?.(delimiter);
    return { delimiter, backslash: false };
  }

  /** The record at an offset, as RFC 4180 or, where that gives none, as MySQL writes it; then so are the others. */
  private scan(at: number, last: boolean): CsvRecord | ReturnType<typeof scanRecord> {
    const form = this.form ?? { delimiter: ',', backslash: false };
    const first = scanRecord(this.held, at, last, form, this.limit);
    if (!this.fails(first, at)) return first;
    const other = { ...form, backslash: !form.backslash };
    const second = scanRecord(this.held, at, last, other, this.limit);
    if (second === 'more') return second;
    if (this.fails(second, at)) return first;
    this.form = other;
    return second;
  }

  /** Whether a reading of a record makes no sense although there are escaped quotes in it. */
  private fails(scanned: CsvRecord | ReturnType<typeof scanRecord>, at: number): boolean {
    if (scanned === 'more') return false;
    const end = typeof scanned === 'string' ? Math.min(this.held.length, at + this.limit) : scanned.end;
    const ragged = typeof scanned !== 'string' && this.columns !== undefined && this.isRagged(scanned.fields);
    return (typeof scanned === 'string' || ragged) && this.held.subarray(at, end).includes(escapedQuote);
  }

  private isRagged(fields: readonly string[]): boolean {
    const { length } = this.columns ?? [];
    return fields.length > length && fields.slice(length).some((cell) => cell.trim() !== '');
  }

  private finish(record: CsvRecord, at: number): RowItem<string> | ProblemItem | undefined {
    const bytes = this.held.subarray(at, record.end);
    const line = this.line;
    this.line += countLines(this.held, at, record.end);
    const { fields } = record;
    // A single empty cell in quotes is a row of one column.
    const blank = fields.every((cell) => cell === '') && (fields.length > 1 || bytes[0] === 10 || bytes[0] === 13);
    this.options.onRecord?.(line, fields);
    if (blank) return undefined;
    if (!isUtf8(bytes) || (this.encoding !== 'utf-8' && bytes.includes(replaced))) {
      return problemAt(line, 'encoding-broken', { encoding: this.encoding });
    }
    if (this.columns === undefined) {
      this.columns = nameColumns(withoutEmptyEnd(fields).map(withoutGuard));
      this.announce();
      return undefined;
    }
    if (this.isRagged(fields)) {
      return problemAt(line, 'row-ragged', { expected: this.columns.length, found: fields.length });
    }
    const values = emptyValues<string>();
    for (const [index, column] of this.columns.entries()) values[column] = withoutGuard(fields[index] ?? '');
    return { line, values };
  }

  private describe(failure: 'quote' | 'quote-open' | 'too-long'): ProblemItem {
    if (this.columns === undefined) {
      this.ended = true;
      return problemAt(this.line, 'csv-header');
    }
    if (failure === 'too-long') return problemAt(this.line, 'row-too-long', { limit: this.limit });
    return problemAt(this.line, failure === 'quote' ? 'csv-quote' : 'csv-quote-open');
  }
}

/** A header of which spreadsheets wrote empty columns too. */
function withoutEmptyEnd(fields: readonly string[]): readonly string[] {
  const last = fields.findLastIndex((cell) => cell.trim() !== '');
  return fields.slice(0, Math.max(last + 1, 1));
}

/** Puts the first 64 KiB together, which tell the delimiter, and marks the last chunk, also of an empty source. */
async function* withHead(
  source: AsyncIterable<Buffer>,
  signal: AbortSignal | undefined,
): AsyncGenerator<{ bytes: Buffer; last: boolean }> {
  let head: Buffer | undefined = none;
  try {
    for await (const bytes of source) {
      head = head === undefined ? undefined : Buffer.concat([head, bytes]);
      if (head === undefined) yield { bytes, last: false };
      else if (head.length >= headBytes) {
        const first = head;
        head = undefined;
        yield { bytes: first, last: false };
      }
    }
  } catch (error) {
    // What came before the break is read first.
    if (head !== undefined && !signal?.aborted) yield { bytes: head, last: false };
    throw error;
  }
  yield { bytes: head ?? none, last: true };
}
