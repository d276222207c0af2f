import { type Bytes, type JsonValue, type ProblemItem, type RowItem, lastItem, problemAt } from './items.ts';
import { type JsonlReadOptions, readObject } from './json-lines.ts';
import { type JsonShape, jsonShapeOf, listNames } from './json-shape.ts';

const quote = 0x22;
const backslash = 0x5c;
const [openObject, closeObject, openList, closeList] = [0x7b, 0x7d, 0x5b, 0x5d];
const lineFeed = 0x0a;
const between = new Set([0x20, 0x09, 0x0d, lineFeed, 0x2c, 0x3a, 0xef, 0xbb, 0xbf]);

/**
 * Reads the records of a JSON document (UTF-8) as they come by, without having the whole of it in memory: the objects
 * of its list, of the first list inside an answer, or the one that it is. `line` is where a record begins. A record
 * that is no JSON, or too long, is a problem item, and the next one goes on; a document that stops too early ends with one.
 */
export async function* readJsonDocument(
  source: Bytes,
  options: JsonlReadOptions = {},
): AsyncGenerator<RowItem<JsonValue> | ProblemItem> {
  const scan = new Scan(options.maxLineBytes ?? 8 * 1024 ** 2);
  try {
    for await (const chunk of afterHead(source)) {
      options.signal?.throwIfAborted();
      scan.take(chunk);
      for (const item of scan.ready.splice(0)) {
        yield item;
        options.signal?.throwIfAborted();
      }
    }
    const left = scan.end();
    if (left) yield left;
  } catch (error) {
    yield lastItem(error, scan.line, options.signal);
  }
}

const headBytes = 64 * 1024;

/** The same bytes, the first 64 KiB of them at once: by these it is known what the document is. */
async function* afterHead(source: Bytes): AsyncGenerator<Uint8Array> {
  let head: Uint8Array[] | null = [];
  for await (const chunk of source) {
    if (!head) {
      yield chunk;
      continue;
    }
    head.push(chunk);
    if (head.reduce((sum, { length }) => sum + length, 0) < headBytes) continue;
    yield Buffer.concat(head);
    head = null;
  }
  if (head) yield Buffer.concat(head);
}

/** What stands around the place that is read: the list of the records, or an object on the way to it. */
type Around = 'list' | 'object';

class Scan {
  ready: (RowItem<JsonValue> | ProblemItem)[] = [];
  line = 1;
  private shape: JsonShape | null = null;
  private readonly limit: number;
  private readonly around: Around[] = [];
  /** Levels of what is read through: a record, or what is none. */
  private depth = 0;
  private inRecord = false;
  private recordLine = 1;
  private held: Uint8Array[] = [];
  private heldBytes = 0;
  private inString = false;
  private escaped = false;
  private word: number[] = [];
  private inScalar = false;
  /** Of several lists of an answer the first that has records counts. */
  private listRead = false;

  constructor(limit: number) {
    this.limit = limit;
  }

  take(chunk: Uint8Array): void {
    this.shape ??=
      jsonShapeOf(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('utf8')) ?? 'list';
    let from = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (byte === lineFeed) this.line += 1;
      if (this.inString) {
        this.readString(byte);
        continue;
      }
      const before = this.depth;
      this.readSign(byte);
      if (this.inRecord && before === 0) from = at;
      else if (this.inRecord && this.depth === 0) {
        this.hold(chunk.subarray(from, at + 1));
        this.finish();
      }
    }
    if (this.inRecord) this.hold(chunk.subarray(from));
  }

  /** What is wrong where the document stops inside of something. */
  end(): ProblemItem | null {
    const open = this.inRecord || this.depth > 0 || this.inString || this.around.length > 0;
    return open ? problemAt(this.inRecord ? this.recordLine : this.line, 'json-broken') : null;
  }

  private readString(byte: number): void {
    if (this.escaped) this.escaped = false;
    else if (byte === backslash) this.escaped = true;
    else if (byte === quote) this.inString = false;
    else if (this.depth === 0 && this.word.length < 100) this.word.push(byte);
  }

  private readSign(byte: number): void {
    if (byte === quote) {
      this.inString = true;
      if (this.depth > 0) return;
      this.word = [];
      this.startScalar('string');
    } else if (byte === openObject || byte === openList) this.open(byte);
    else if (byte === closeObject || byte === closeList) this.close();
    else if (between.has(byte)) this.inScalar = false;
    else if (this.depth === 0) this.startScalar('value');
  }

  private open(byte: number): void {
    this.inScalar = false;
    if (this.depth > 0) {
      this.depth += 1;
      return;
    }
    const within = this.around.at(-1);
    const isObject = byte === openObject;
    const named = within === 'object' && listNames.has(Buffer.from(this.word).toString('utf8'));
    if (isObject && (within === 'list' || (within === undefined && this.shape === 'one'))) this.begin();
    else if (isObject && (within === undefined || named)) this.around.push('object');
    else if (!isObject && !this.listRead && (within === undefined || named)) this.around.push('list');
    else {
      if (within === 'list') this.ready.push(problemAt(this.line, 'json-not-object', { found: 'array' }));
      this.depth = 1;
    }
  }

  private close(): void {
    this.inScalar = false;
    if (this.depth > 0) this.depth -= 1;
    else this.around.pop();
  }

  private begin(): void {
    this.depth = 1;
    this.inRecord = this.listRead = true;
    this.recordLine = this.line;
  }

  /** A value in the list that is no record, told once. */
  private startScalar(found: string): void {
    const isRecords = this.around.at(-1) === 'list' && (this.listRead || this.shape === 'list');
    if (isRecords && !this.inScalar) this.ready.push(problemAt(this.line, 'json-not-object', { found }));
    this.inScalar = true;
  }

  private hold(part: Uint8Array): void {
    this.heldBytes += part.length;
    // A record over the limit is only counted from here on, so it costs no memory.
    if (this.heldBytes <= this.limit) this.held.push(part);
  }

  private finish(): void {
    const item =
      this.heldBytes > this.limit
        ? problemAt(this.recordLine, 'row-too-long', { limit: this.limit })
        : readObject(Buffer.concat(this.held), this.recordLine);
    if (item) this.ready.push(item);
    this.held = [];
    this.heldBytes = 0;
    this.inRecord = false;
  }
}
