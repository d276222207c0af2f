/**
 * A cell as it was in the source. CSV gives text only. Dates are text everywhere, exactly as the source had them:
 * an offset is kept, and a spreadsheet's date, which has no zone, stays a wall-clock time (`2024-03-31T02:30:00`).
 */
export type Cell = string | number | boolean | null;

/** What JSON Lines may hold besides cells. */
export type JsonValue = Cell | JsonValue[] | { [key: string]: JsonValue };

/** Why a row, a trace or the rest of a source could not be read. Codes are stable; params fill the sentence. */
export interface Problem {
  code: ProblemCode;
  params: Record<string, string | number>;
}

/** The closed list of problems of readers. Those marked "ends" are the last item of their source. */
export const problemCodes = [
  'row-ragged', // {expected, found}: text beyond the header's last column
  'row-too-long', // {limit}: a record over the limit of bytes
  'encoding-broken', // {encoding}: bytes that are no text in that encoding (XML: ends)
  'csv-quote', // a quote that closes before the end of its cell
  'csv-quote-open', // a quote that is never closed
  'csv-header', // the header row itself is broken; ends
  'json-broken', // {column?}
  'json-not-object', // {found}
  'xml-broken', // {detail}: not well-formed; ends
  'xml-truncated', // the document stops inside an element; ends
  'xml-doctype', // document types and entities are refused; ends
  'xml-too-deep', // {limit}; ends
  'xml-too-long', // {limit}: one tag, comment or text over the limit of bytes; ends
  'xml-encoding', // {encoding}: an unknown encoding is declared; ends
  'xes-not-a-log', // {found}: the root element is not <log>; ends
  'xes-value', // {key, type, value}: a value that its type does not allow
  'xes-key', // {type}: an attribute without key or value
  'xes-duplicate', // {key}: twice in one event or trace
  'xes-type', // {type}: an unknown kind of attribute
  'xes-event-alone', // an event outside a trace
  'xes-trace-too-long', // {limit}: characters in one trace
  'zip-broken', // {detail}; ends
  'zip-encrypted', // ends
  'xlsx-no-sheet', // {sheet}; ends
  'xlsx-cell', // {cell}: a reference or value that can't be understood
  'too-many-rows', // {limit}; ends
  'too-large', // {limit}: unpacked bytes; ends
  'source-broken', // {detail}: damaged compression or a read error; ends
] as const;

export type ProblemCode = (typeof problemCodes)[number];

/** A broken piece of a source; `line` is the line (in spreadsheets the row) where it starts, from 1. */
export interface ProblemItem {
  line: number;
  problem: Problem;
}

/** One row under the names of its columns. `values` has no prototype, so a column may bear any name. */
export interface RowItem<Value = Cell> {
  line: number;
  values: Record<string, Value>;
  problem?: undefined;
}

/** Bytes in, in order; every reader takes one of these. */
export type Bytes = AsyncIterable<Uint8Array>;

/** What all readers share: a signal that ends the reading (the iteration throws its reason). */
export interface ReadOptions {
  signal?: AbortSignal | undefined;
}

/** What the readers of tables share. */
export interface TableReadOptions extends ReadOptions {
  /** Called once with the names of the columns, before the first row, and also if there is none. */
  onColumns?: ((columns: string[]) => void) | undefined;
  /**
   * Line (in spreadsheets the row) of the header, from 1; what stands above is passed over. By default the first one
   * with anything in it.
   */
  header?: number | undefined;
  /** Told of each record with its line, the header and blank ones too. */
  onRecord?: ((line: number, cells: readonly Cell[]) => void) | undefined;
}

/** Thrown inside this folder where reading can't go on; readers turn it into their last item. */
export class SourceProblem extends Error {
  readonly problem: Problem;
  readonly line: number | undefined;

  constructor(code: ProblemCode, params: Record<string, string | number> = {}, line?: number) {
    super(code);
    this.name = 'SourceProblem';
    this.problem = { code, params };
    this.line = line;
  }
}

/** Makes an item for a broken piece. */
export function problemAt(line: number, code: ProblemCode, params: Record<string, string | number> = {}): ProblemItem {
  return { line, problem: { code, params } };
}

/** Turns whatever ended a reading into its last item; an abort and a bug (TypeError …) are thrown on. */
export function lastItem(error: unknown, line: number, signal: AbortSignal | undefined): ProblemItem {
  if (signal?.aborted) throw error;
  if (error instanceof SourceProblem) return { line: error.line ?? line, problem: error.problem };
  // Only errors of the operating system and of zlib carry a code and an errno; all else is ours to mend.
  if (error instanceof Error && 'code' in error && 'errno' in error) {
    return problemAt(line, 'source-broken', { detail: String(error.code) });
  }
  throw error;
}
