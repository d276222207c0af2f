import { TextDecoder } from 'node:util';
import { isUtf8 } from 'node:buffer';
import { emptyValues, nameColumns } from './columns.ts';
import { type CsvRecord, type PassResult, startPass } from './csv-pass.ts';
import { detectDelimiter } from './delimiter.ts';
import { type Encoding, detectEncoding } from './encoding.ts';
import { type Bytes, type ProblemItem, type RowItem, type TableReadOptions, lastItem, problemAt } from './items.ts';

export interface CsvReadOptions extends TableReadOptions {
  /** Found out of the first records if not given. */
  delimiter?: string | undefined;
  /** Found out of the first 64 KiB if not given. */
  encoding?: Encoding | undefined;
  /** The longest record, in bytes of UTF-8; a longer one is a problem. Default 1 MiB. */
  maxRecordBytes?: number | undefined;
}

const headBytes = 64 * 1024;
const none = Buffer.alloc(0);

/**
 * Reads CSV (RFC 4180, any of `; , tab |`, any line end, header row first) as rows of text.
 *
 * A ragged row or one with broken text is a problem item. A fault in quoting is a problem item at the line where its
 * record starts, and reading goes on at the next line of the file, so a stray quote never swallows the rest. No line
 * is read more than a few times for that: what one open quote ran over can't open another that runs as far.
 * Blank lines are skipped. `line` is the line of the file where the record starts.
 */
export async function* readCsv(
  source: Bytes,
  options: CsvReadOptions = {},
): AsyncGenerator<RowItem<string> | ProblemItem> {
  const reading = new CsvReading(options);
  try {
    for await (const { bytes, last } of withLast(decode(source, reading, options))) {
      options.signal?.throwIfAborted();
      for await (const item of reading.take(bytes, last)) {
        yield item;
        options.signal?.throwIfAborted();
      }
      if (reading.ended) return;
    }
  } catch (error) {
    if (!options.signal?.aborted) for (const item of await reading.salvage()) yield item;
    yield lastItem(error, reading.line, options.signal);
  } finally {
    reading.announce();
  }
}

class CsvReading {
  line = 1;
  ended = false;
  encoding: Encoding = 'utf-8';
  delimiter = ',';
  private readonly options: CsvReadOptions;
  private readonly maxRecordBytes: number;
  private columns: string[] | undefined;
  private announced = false;
  private run: ReturnType<typeof startPass> | undefined;
  /** The bytes from the start of the record that is being read, and their offset in the pass. */
  private held: Buffer = none;
  private heldFrom = 0;
  private skipping = false;

  constructor(options: CsvReadOptions) {
    this.options = options;
    this.maxRecordBytes = options.maxRecordBytes ?? 1024 ** 2;
  }

  announce(): void {
    if (this.announced) return;
    this.announced = true;
    this.options.onColumns?.(this.columns ?? []);
  }

  async *take(chunk: Buffer, last: boolean): AsyncGenerator<RowItem<string> | ProblemItem> {
    let bytes = chunk;
    if (this.skipping) {
      const next = lineEnd(bytes);
      if (next < 0 && !last) return;
      bytes = next < 0 ? none : bytes.subarray(next);
      this.skipping = false;
      this.line += 1;
    }
    this.held = this.held.length === 0 ? bytes : Buffer.concat([this.held, bytes]);
    let result = await this.parse(bytes, last);
    for (;;) {
      for (const record of result.records) {
        const item = this.finish(record);
        if (item) yield item;
      }
      if (result.failure === undefined) return;
      yield this.describe(result.failure);
      if (this.ended || !this.skipLine()) return;
      this.run = undefined;
      this.heldFrom = 0;
      result = await this.parse(this.held, last);
    }
  }

  /**
   * After the source broke: the whole lines that the parser still held back to look ahead. What follows them is a
   * piece of a row and must not pass for one.
   */
  async salvage(): Promise<(RowItem<string> | ProblemItem)[]> {
    const end = Math.max(this.held.lastIndexOf(10), this.held.lastIndexOf(13)) + 1;
    this.held = this.held.subarray(0, end);
    this.run = undefined;
    this.heldFrom = 0;
    const { records } = await this.parse(this.held, true);
    return records.map((record) => this.finish(record)).filter((item) => item !== undefined);
  }

  private parse(bytes: Buffer, last: boolean): Promise<PassResult> {
    this.run ??= startPass(this.delimiter, this.maxRecordBytes);
    return this.run(bytes, last);
  }

  /** Takes a record off the held bytes. */
  private finish(record: CsvRecord): RowItem<string> | ProblemItem | undefined {
    const bytes = this.held.subarray(0, record.end - this.heldFrom);
    this.held = this.held.subarray(bytes.length);
    this.heldFrom = record.end;
    const line = this.line;
    this.line += countLines(bytes);
    if (record.fields.length === 1 && record.fields[0] === '' && isLineEnd(bytes[0])) return undefined;
    if (!isUtf8(bytes)) return problemAt(line, 'encoding-broken', { encoding: this.encoding });
    if (this.columns === undefined) {
      this.columns = nameColumns(record.fields);
      this.announce();
      return undefined;
    }
    if (record.fields.length !== this.columns.length) {
      return problemAt(line, 'row-ragged', { expected: this.columns.length, found: record.fields.length });
    }
    const values = emptyValues<string>();
    for (const [index, column] of this.columns.entries()) values[column] = record.fields[index] ?? '';
    return { line, values };
  }

  private describe(failure: string): ProblemItem {
    if (this.columns === undefined) {
      this.ended = true;
      return problemAt(this.line, 'csv-header');
    }
    if (failure === 'CSV_QUOTE_NOT_CLOSED') return problemAt(this.line, 'csv-quote-open');
    if (failure === 'CSV_MAX_RECORD_SIZE') return problemAt(this.line, 'row-too-long', { limit: this.maxRecordBytes });
    return problemAt(this.line, 'csv-quote');
  }

  /** Drops the held bytes up to the next line; false if that line has not been seen yet. */
  private skipLine(): boolean {
    const next = lineEnd(this.held);
    this.held = next < 0 ? none : this.held.subarray(next);
    if (next >= 0) this.line += 1;
    this.skipping = next < 0;
    this.run = undefined;
    this.heldFrom = 0;
    return next >= 0;
  }
}

function isLineEnd(byte: number | undefined): boolean {
  return byte === 10 || byte === 13;
}

/** The offset after the first line end, or -1. */
function lineEnd(bytes: Buffer): number {
  const feed = bytes.indexOf(10);
  if (feed >= 0) return feed + 1;
  const back = bytes.indexOf(13);
  return back >= 0 ? back + 1 : -1;
}

function countLines(bytes: Buffer): number {
  let lines = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    if (bytes[at] === 10 || (bytes[at] === 13 && bytes[at + 1] !== 10)) lines += 1;
  }
  return lines;
}

/** Gives the source as UTF-8 without a byte order mark, after its first bytes have told encoding and delimiter. */
async function* decode(source: Bytes, reading: CsvReading, options: CsvReadOptions): AsyncGenerator<Buffer> {
  let head: Buffer | undefined = none;
  let decoder: TextDecoder | undefined;
  const begin = (bytes: Buffer): Buffer => {
    reading.encoding = options.encoding ?? detectEncoding(bytes);
    if (reading.encoding !== 'utf-8') decoder = new TextDecoder(reading.encoding);
    const text = new TextDecoder(reading.encoding).decode(bytes);
    reading.delimiter = options.delimiter ?? detectDelimiter(text);
    const marked = reading.encoding === 'utf-8' && bytes.indexOf('\uFEFF') === 0;
    return marked ? bytes.subarray(3) : bytes;
  };
  const convert = (bytes: Buffer): Buffer => (decoder ? Buffer.from(decoder.decode(bytes, { stream: true })) : bytes);
  try {
    for await (const chunk of source) {
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      if (head === undefined) {
        yield convert(bytes);
        continue;
      }
      head = Buffer.concat([head, bytes]);
      if (head.length < headBytes) continue;
      const first = head;
      head = undefined;
      yield convert(begin(first));
    }
  } catch (error) {
    // What came before the break is read first.
    if (head && !options.signal?.aborted) yield convert(begin(head));
    throw error;
  }
  if (head) yield convert(begin(head));
}

/** Marks the last chunk, also of an empty source. */
async function* withLast(source: AsyncIterable<Buffer>): AsyncGenerator<{ bytes: Buffer; last: boolean }> {
  for await (const bytes of source) yield { bytes, last: false };
  yield { bytes: none, last: true };
}
