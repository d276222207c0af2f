import { emptyValues } from './columns.ts';
import { type Bytes, type ProblemItem, type ReadOptions, SourceProblem, lastItem, problemAt } from './items.ts';
import {
  type XesEntry,
  type XesValue,
  emptyComplex,
  isAttributeType,
  isComplexType,
  readSimple,
} from './xes-values.ts';
import { parseXml } from './xml.ts';

/** One event, at the line of its tag. */
export interface XesEvent {
  line: number;
  attributes: Record<string, XesValue>;
}

/** One case with its events, in the order of the file. */
export interface XesTrace {
  line: number;
  attributes: Record<string, XesValue>;
  events: XesEvent[];
  problem?: undefined;
}

export interface XesReadOptions extends ReadOptions {
  /** The most characters of keys and values in one trace. Default 64 million. */
  maxTraceCharacters?: number | undefined;
}

/**
 * Reads an XES log (1.0, 2.0; IEEE 1849-2016), in the standard's namespace or in none, trace by trace.
 *
 * Extensions, globals, classifiers and the log's own attributes are skipped. An attribute nested in a simple one
 * comes out under both keys (`impact/confirmed`). A trace with a value that its type forbids, a key twice or an
 * unknown kind of attribute is a problem item at that line, and the next trace goes on: half a case is worse than
 * none. After malformed or cut XML everything before it has been given, and a problem item is the last.
 */
export async function* readXes(source: Bytes, options: XesReadOptions = {}): AsyncGenerator<XesTrace | ProblemItem> {
  const reading = new XesReading(options.maxTraceCharacters ?? 64_000_000);
  let line = 1;
  try {
    for await (const progress of parseXml(source, reading)) {
      line = progress.line;
      for (const item of reading.ready.splice(0)) {
        options.signal?.throwIfAborted();
        yield item;
      }
      options.signal?.throwIfAborted();
      if (reading.wrongRoot !== undefined) throw new SourceProblem('xes-not-a-log', { found: reading.wrongRoot }, 1);
    }
  } catch (error) {
    yield lastItem(error, line, options.signal);
  }
}

interface OpenAttribute {
  /** The full key: under a simple attribute, with the parent's before it. */
  key: string;
  type: string;
  /** Where the attributes inside a list or container go; in a simple one they go to its own holder. */
  holder: Record<string, XesValue> | XesEntry[];
}

class XesReading {
  ready: (XesTrace | ProblemItem)[] = [];
  wrongRoot: string | undefined;
  private readonly maxCharacters: number;
  private depth = 0;
  private skipped = 0;
  private trace: XesTrace | undefined;
  private event: XesEvent | undefined;
  private broken: ProblemItem | undefined;
  private characters = 0;
  private readonly attributes: OpenAttribute[] = [];

  constructor(maxCharacters: number) {
    this.maxCharacters = maxCharacters;
  }

  open(name: string, attributes: Record<string, string>, line: number): void {
    this.depth += 1;
    if (this.skipped > 0) {
      this.skipped += 1;
    } else if (this.depth === 1) {
      if (name !== 'log') this.wrongRoot = name;
    } else if (this.trace === undefined) {
      this.openInLog(name, line);
    } else if (name === 'event' && this.event === undefined && this.attributes.length === 0) {
      this.event = { line, attributes: emptyValues() };
      if (!this.broken) this.trace.events.push(this.event);
    } else if (name === 'values' && this.attributes.at(-1)?.type === 'list') {
      // The wrapper that the standard puts around the elements of a list; some writers leave it out.
    } else {
      this.openAttribute(name, attributes, line);
    }
  }

  close(name: string): void {
    this.depth -= 1;
    if (this.skipped > 0) {
      this.skipped -= 1;
    } else if (this.trace === undefined || (name === 'values' && this.attributes.at(-1)?.type === 'list')) {
      return;
    } else if (this.attributes.length > 0) {
      this.attributes.pop();
    } else if (this.event) {
      this.event = undefined;
    } else {
      this.ready.push(this.broken ?? this.trace);
      this.trace = undefined;
      this.broken = undefined;
      this.characters = 0;
    }
  }

  private openInLog(name: string, line: number): void {
    if (name === 'trace') {
      this.trace = { line, attributes: emptyValues(), events: [] };
      return;
    }
    this.skipped = 1;
    if (name === 'event') this.ready.push(problemAt(line, 'xes-event-alone'));
  }

  private openAttribute(type: string, attributes: Record<string, string>, line: number): void {
    const { key, value: text } = attributes;
    const parent = this.attributes.at(-1);
    if (this.broken || !this.allowed(type, key, text, line)) {
      this.skipped = 1;
      return;
    }
    const fullKey = parent && !isComplexType(parent.type) ? `${parent.key}/${key}` : (key ?? '');
    const target = parent?.holder ?? (this.event ?? this.trace)?.attributes ?? emptyValues<XesValue>();
    const value = isComplexType(type) ? emptyComplex(type) : readSimple(type, text ?? '');
    if (value === undefined) {
      this.refuse(problemAt(line, 'xes-value', { key: fullKey, type, value: (text ?? '').slice(0, 100) }));
      this.skipped = 1;
      return;
    }
    if (Array.isArray(target)) target.push({ key: fullKey, value });
    else if (fullKey in target) this.refuse(problemAt(line, 'xes-duplicate', { key: fullKey }));
    else target[fullKey] = value;
    const holder = isComplexType(type) ? (value as OpenAttribute['holder']) : target;
    this.attributes.push({ key: fullKey, type, holder });
  }

  private allowed(type: string, key: string | undefined, text: string | undefined, line: number): boolean {
    // An element of somebody else's without a key is no attribute and may be passed over.
    if (!isAttributeType(type)) {
      if (key !== undefined) this.refuse(problemAt(line, 'xes-type', { type }));
      return false;
    }
    if (key === undefined || (text === undefined && !isComplexType(type))) {
      this.refuse(problemAt(line, 'xes-key', { type }));
      return false;
    }
    this.characters += key.length + (text?.length ?? 0);
    if (this.characters <= this.maxCharacters) return true;
    this.refuse(problemAt(line, 'xes-trace-too-long', { limit: this.maxCharacters }));
    return false;
  }

  /** From here on the trace is only passed through. */
  private refuse(problem: ProblemItem): void {
    this.broken = problem;
    if (this.trace) this.trace.events = [];
  }
}
