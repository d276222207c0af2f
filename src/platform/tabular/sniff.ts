import type { CsvReadOptions } from './csv.ts';
import { emptyValues } from './columns.ts';
import type { Bytes, JsonValue, ProblemItem, RowItem } from './items.ts';
import { type Source, type SourceKind, openSource } from './open-source.ts';
import { readRows } from './read-rows.ts';
import { type XesTrace, readXes } from './xes.ts';
import type { XesValue } from './xes-values.ts';

/** What a person needs to see of a source to map its columns. */
export interface Sniff {
  kind: SourceKind;
  gzip: boolean;
  /** Names in order of appearance. Of a log: `trace.…` for what cases have, `event.…` for what events have. */
  columns: string[];
  /** The first rows; of a log, its first events, each with the attributes of its case. */
  rows: RowItem<JsonValue | XesValue>[];
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
  /** How many rows to show. Default 50. */
  sampleRows?: number | undefined;
  /** How many bytes to read after the first row for the estimate. Default 2 MiB. */
  sampleBytes?: number | undefined;
}

const maxProblems = 20;

/** Reads the beginning of a file and says what it is, which columns it has, and about how many rows. */
export async function sniffSource(path: string, options: SniffOptions = {}): Promise<Sniff> {
  const source = await openSource(path, { signal: options.signal });
  const sniffing = new Sniffing(source, options);
  if (source.kind === 'unknown') return sniffing.finish(true);
  const counted = { ...source, stream: sniffing.count(source.stream) };
  let columns: string[] = [];
  const onColumns = (names: string[]): void => void (columns = names);
  const onProgress = (bytes: number, ofBytes: number): void => sniffing.progress(bytes, ofBytes);
  const items =
    source.kind === 'xes' ? readXes(counted.stream, options) : readRows(counted, { ...options, onColumns, onProgress });
  let exact = true;
  for await (const item of items) {
    sniffing.add(item, columns);
    if (!sniffing.enough()) continue;
    exact = false;
    break;
  }
  return sniffing.finish(exact, columns);
}

class Sniffing {
  private readonly source: Source;
  private readonly sampleRows: number;
  private readonly sampleBytes: number;
  private readonly columns = new Set<string>();
  private readonly shown: RowItem<JsonValue | XesValue>[] = [];
  private readonly problems: ProblemItem[] = [];
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

  constructor(source: Source, options: SniffOptions) {
    this.source = source;
    this.sampleRows = options.sampleRows ?? 50;
    this.sampleBytes = options.sampleBytes ?? 2 * 1024 ** 2;
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
      if (this.shown.length < this.sampleRows) this.shown.push(item);
    }
  }

  private addTrace(trace: XesTrace): void {
    this.cases += 1;
    this.rows += trace.events.length;
    for (const key of Object.keys(trace.attributes)) this.columns.add(`trace.${key}`);
    for (const event of trace.events) {
      for (const key of Object.keys(event.attributes)) this.columns.add(`event.${key}`);
      if (this.shown.length >= this.sampleRows) continue;
      const values = emptyValues<XesValue>();
      for (const [key, value] of Object.entries(trace.attributes)) values[`trace.${key}`] = value;
      for (const [key, value] of Object.entries(event.attributes)) values[`event.${key}`] = value;
      this.shown.push({ line: event.line, values });
    }
  }

  enough(): boolean {
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
