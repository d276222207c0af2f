import { type ColumnWords, WordsOfColumns } from './column-words.ts';
import type { CsvReadOptions } from './csv.ts';
import { emptyValues } from './columns.ts';
import { type Encoding, decodeWhole } from './encoding.ts';
import { type TopRecord, findHeader, isFilled } from './find-header.ts';
import type { Bytes, JsonValue, ProblemItem, RowItem } from './items.ts';
import { type Source, type SourceKind, openSource } from './open-source.ts';
import { readRows } from './read-rows.ts';
import type { XlsxReadOptions } from './xlsx.ts';
import { type XesTrace, readXes } from './xes.ts';
import type { XesValue } from './xes-values.ts';

/** How a source is read: as it was stated, or found out. */
export interface Reading {
  /** Of a text that is not plain ASCII. */
  encoding: Encoding | null;
  /** Whether the encoding is stated or beyond doubt. */
  sure: boolean;
  /** What the encoding may be, each with words of the file as they would read. */
  candidates: readonly { encoding: Encoding; words: readonly string[] }[];
  /** Of CSV. */
  delimiter: string | null;
  /** Of a workbook: the sheet, and those that there are. */
  sheet: string | null;
  sheets: readonly string[];
  /** Line of the header, where a table has one. */
  header: number | null;
  /** The first records of a table, the header and what stands above it included. */
  top: readonly TopRecord[];
}

/** What a person needs to see of a source to map its columns. */
export interface Sniff {
  kind: SourceKind;
  gzip: boolean;
  reading: Reading;
  /** Names in order of appearance. Of a log: `trace.…` for what cases have, `event.…` for what events have. */
  columns: string[];
  /** The first rows; of a log, its first events, each with the attributes of its case. */
  rows: RowItem<JsonValue | XesValue>[];
  /** What each column has in it, as far as was read. */
  words: Readonly<Record<string, ColumnWords>>;
  /** The first problems met on the way. */
  problems: ProblemItem[];
  /** Rows (of a log: events) in the whole source. */
  estimatedRows: number;
  /** Cases in the whole source, for a log only. */
  estimatedCases?: number;
  /** Whether the numbers are counted: true if the source was read to its end. */
  exact: boolean;
}

export interface SniffOptions extends CsvReadOptions {
  sheet?: string | undefined;
  /** Whether to look for the header below titles, where its line is not stated. */
  findsHeader?: boolean | undefined;
  /** Whether to read to the end (at most 512 MiB), so that all words of the columns are known. */
  whole?: boolean | undefined;
  /** How many rows to show. Default 50. */
  sampleRows?: number | undefined;
  /** How many bytes to read after the first row for the estimate. Default 2 MiB. */
  sampleBytes?: number | undefined;
}

const maxProblems = 20;
const topRecords = 12;
const wholeBytes = 512 * 1024 ** 2;

/** Reads the beginning of a file and says what it is, which columns it has, and about how many rows. */
export async function sniffSource(path: string, stated: SniffOptions = {}): Promise<Sniff> {
  const source = await openSource(path, { signal: stated.signal });
  const isTable = source.kind === 'csv' || source.kind === 'xlsx';
  const options = source.kind === 'xlsx' && stated.findsHeader ? await behindCover(source, stated) : stated;
  const top = isTable && options.findsHeader ? await readTop(source, options) : [];
  const header = options.header ?? headerBelowTitles(top);
  const sniffing = new Sniffing(source, { ...options, header }, top);
  if (source.kind === 'unknown') return sniffing.finish(true);
  const counted = { ...source, stream: sniffing.count(source.stream) };
  let columns: string[] = [];
  const told = sniffing.listen();
  const onColumns = (names: string[]): void => void (columns = names);
  const onProgress = (bytes: number, ofBytes: number): void => sniffing.progress(bytes, ofBytes);
  const items =
    source.kind === 'xes'
      ? readXes(counted.stream, options)
      : readRows(counted, { ...options, ...told, header, onColumns, onProgress });
  let exact = true;
  for await (const item of items) {
    sniffing.add(item, columns);
    if (!sniffing.enough()) continue;
    exact = false;
    break;
  }
  return sniffing.finish(exact, columns);
}

/** So many columns make a table; a cover has a title and a date. */
const tableColumns = 3;

/** Where no sheet is stated and the first one is a cover: the next one that has a table. */
async function behindCover(source: Source, options: SniffOptions): Promise<SniffOptions> {
  if (options.sheet !== undefined) return options;
  let others: readonly string[] = [];
  const onSheet = (first: string, sheets: readonly string[]): void =>
    void (others = sheets.filter((sheet) => sheet !== first));
  const isTable = (top: readonly TopRecord[]) => top.some(({ cells }) => cells.filter(Boolean).length >= tableColumns);
  if (isTable(await readTop(source, { ...options, onSheet }))) return options;
  for (const sheet of others) if (isTable(await readTop(source, { ...options, sheet }))) return { ...options, sheet };
  return options;
}

/** The first records of a table, whatever they are. */
async function readTop(source: Source, options: SniffOptions & XlsxReadOptions): Promise<TopRecord[]> {
  const top: TopRecord[] = [];
  const onRecord = (line: number, cells: TopRecord['cells']): void =>
    void top.push({ line, cells: cells.slice(0, 50) });
  const { sheet, delimiter, encoding, signal, onSheet } = options;
  for await (const _ of readRows(source, { sheet, delimiter, encoding, signal, onRecord, onSheet })) {
    if (top.length >= topRecords) break;
  }
  return top.slice(0, topRecords);
}

/** The line of the header where titles stand above it; undefined where it is the first that has anything in it. */
function headerBelowTitles(top: readonly TopRecord[]): number | undefined {
  const found = findHeader(top);
  return found === top.find(isFilled)?.line ? undefined : found;
}

/** Words with letters outside of ASCII, as an encoding makes them of some bytes. */
function examplesIn(bytes: Buffer, encoding: Encoding): string[] {
  const words = decodeWhole(bytes, encoding).match(/[\p{L}\p{M}\uFFFD]*[^\p{ASCII}\s][\p{L}\p{M}\uFFFD]*/gu) ?? [];
  return [...new Set(words.filter((word) => word.length > 2))].slice(0, 6);
}

class Sniffing {
  private readonly source: Source;
  private readonly sampleRows: number;
  private readonly sampleBytes: number;
  private readonly columns = new Set<string>();
  private readonly shown: RowItem<JsonValue | XesValue>[] = [];
  private readonly problems: ProblemItem[] = [];
  private readonly words = new WordsOfColumns();
  private readonly whole: boolean;
  private readonly header: number;
  private readonly reading: { -readonly [Key in keyof Reading]: Reading[Key] } = {
    encoding: null, sure: true, candidates: [], delimiter: null, sheet: null, sheets: [], header: null, top: [],
  }; // prettier-ignore
  private rows = 0;
  private cases = 0;
  /** Bytes whose rows have all been told, and how many rows and cases those were. */
  private bytes = 0;
  private rowsAt = 0;
  private casesAt = 0;
  private ofBytes = 0;
  private firstAt = -1;
  private firstRows = 0;
  private firstCases = 0;

  constructor(source: Source, options: SniffOptions, top: readonly TopRecord[]) {
    this.source = source;
    this.sampleRows = options.sampleRows ?? 50;
    this.sampleBytes = options.sampleBytes ?? 2 * 1024 ** 2;
    this.whole = options.whole ?? false;
    this.header = options.header ?? 1;
    this.reading.top = top;
  }

  /** What readers of tables tell of how they read. */
  listen(): Pick<CsvReadOptions & XlsxReadOptions, 'onEncoding' | 'onDelimiter' | 'onSheet' | 'onRecord'> {
    return {
      onEncoding: ({ encoding, sure, candidates }, seen) => {
        const offered = candidates.map((one) => ({ encoding: one, words: examplesIn(seen, one) }));
        Object.assign(this.reading, { encoding, sure, candidates: offered });
      },
      onDelimiter: (delimiter) => void (this.reading.delimiter = delimiter),
      onSheet: (sheet, sheets) => void Object.assign(this.reading, { sheet, sheets }),
      onRecord: (line, cells) => {
        if (line >= this.header && isFilled({ line, cells })) this.reading.header ??= line;
      },
    };
  }

  async *count(stream: Bytes): AsyncGenerator<Uint8Array> {
    let bytes = 0;
    for await (const chunk of stream) {
      this.progress(bytes, this.source.statedSize);
      bytes += chunk.length;
      yield chunk;
    }
  }

  /** Rows are told after their chunk, so what the bytes so far gave is known when the next chunk is asked for. */
  progress(bytes: number, ofBytes: number): void {
    if (this.firstAt < 0 && this.rows > 0) {
      this.firstAt = bytes;
      this.firstRows = this.rows;
      this.firstCases = this.cases;
    }
    this.bytes = bytes;
    this.ofBytes = ofBytes;
    this.rowsAt = this.rows;
    this.casesAt = this.cases;
  }

  add(item: XesTrace | RowItem<JsonValue> | ProblemItem, columns: string[]): void {
    if (item.problem) {
      if (this.problems.length < maxProblems) this.problems.push(item);
      if (this.source.kind !== 'xes') this.rows += 1;
    } else if ('events' in item) {
      this.addTrace(item);
    } else {
      this.rows += 1;
      // JSON has no header: a column is any key that occurs in what was read.
      if (columns.length === 0) for (const key of Object.keys(item.values)) this.columns.add(key);
      for (const [key, value] of Object.entries(item.values)) this.words.add(key, value);
      if (this.shown.length < this.sampleRows) this.shown.push(item);
    }
  }

  private addTrace(trace: XesTrace): void {
    this.cases += 1;
    this.rows += trace.events.length;
    for (const [key, value] of Object.entries(trace.attributes)) this.hear(`trace.${key}`, value);
    for (const event of trace.events) {
      for (const [key, value] of Object.entries(event.attributes)) this.hear(`event.${key}`, value);
      if (this.shown.length >= this.sampleRows) continue;
      const values = emptyValues<XesValue>();
      for (const [key, value] of Object.entries(trace.attributes)) values[`trace.${key}`] = value;
      for (const [key, value] of Object.entries(event.attributes)) values[`event.${key}`] = value;
      this.shown.push({ line: event.line, values });
    }
  }

  private hear(column: string, value: unknown): void {
    this.columns.add(column);
    this.words.add(column, value);
  }

  enough(): boolean {
    if (this.whole) return this.bytes > wholeBytes;
    if (this.rows < this.sampleRows) return false;
    return this.firstAt >= 0 && this.bytes - this.firstAt >= this.sampleBytes;
  }

  finish(exact: boolean, columns: string[] = []): Sniff {
    const factor = exact ? 0 : this.remaining();
    const estimate = (told: number, at: number, before: number): number =>
      exact ? told : Math.round(at + (at - before) * factor);
    const isLog = this.source.kind === 'xes';
    const traceFirst = (name: string): number => (name.startsWith('trace.') ? 0 : 1);
    const found = columns.length > 0 ? columns : [...this.columns];
    return {
      kind: this.source.kind,
      gzip: this.source.gzip,
      reading: this.reading,
      words: this.words.told(),
      columns: isLog ? found.toSorted((one, other) => traceFirst(one) - traceFirst(other)) : found,
      rows: this.shown,
      problems: this.problems,
      estimatedRows: estimate(this.rows, this.rowsAt, this.firstRows),
      ...(isLog ? { estimatedCases: estimate(this.cases, this.casesAt, this.firstCases) } : {}),
      exact,
    };
  }

  /** How many times the part that was measured is still to come. */
  private remaining(): number {
    const measured = this.bytes - Math.max(0, this.firstAt);
    return measured > 0 ? Math.max(0, this.ofBytes - this.bytes) / measured : 0;
  }
}
