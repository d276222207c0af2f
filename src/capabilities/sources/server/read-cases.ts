import type { Source } from '#/platform/tabular/open-source.ts';
import { groupRows } from '#/platform/tabular/group-rows.ts';
import type { KeyedRow } from '#/platform/tabular/group-rows.ts';
import { readRows } from '#/platform/tabular/read-rows.ts';
import { readXes } from '#/platform/tabular/xes.ts';
import { fold } from '#/base/fold.ts';
import { readingOf } from '#/platform/tabular/stated-reading.ts';
import { BrokenCell } from '#/capabilities/mapping/shared/case.ts';
import type { CaseProblem, SourceCase } from '#/capabilities/mapping/shared/case.ts';
import type { JsonValue, ProblemItem, RowItem } from '#/platform/tabular/items.ts';
import type { Mapping } from '#/capabilities/mapping/shared/mapping.ts';
import type { Tools } from '#/capabilities/mapping/server/fill-field.ts';
import { readTexts } from '#/capabilities/mapping/server/fill-field.ts';

/** A case, or a piece of the source that could not be read. */
export type SourceItem = SourceCase | { line: number; problem: CaseProblem };

/** How a source is read. */
export interface ReadOptions {
  signal?: AbortSignal | undefined;
  /** Folder for the rows of a large table whose rows are events: cases may lie apart. */
  scratch: string;
  /** Bytes of such rows in memory at a time. */
  bound?: number | undefined;
  /** Where rows are put together: which cases are, by their folded numbers. All of them by default. */
  only?: ((key: string) => boolean) | undefined;
  /** Told how many cases there are, where that is known before the first one comes. */
  onCases?: ((count: number) => void) | undefined;
}

/** How the columns of a source are to be understood. */
export function shapeOf(kind: Source['kind'], mapping: Pick<Mapping, 'source'>): Tools['source'] {
  if (kind === 'xes') return 'log';
  return mapping.source?.rows === 'event' ? 'events' : 'cases';
}

/** The cases of a source, in an order that is the same each time it is read. */
export async function* readCases(source: Source, mapping: Mapping, options: ReadOptions): AsyncGenerator<SourceItem> {
  const { signal } = options;
  if (source.kind === 'xes') return yield* readLog(source, signal);
  if (source.kind === 'unknown') return yield broken(1, 'source-unknown');
  const shape = shapeOf(source.kind, mapping);
  const rows = readRows(source, { ...readingOf(mapping.source), signal });
  if (shape === 'events') return yield* gather(rows, mapping, options);
  for await (const row of rows) {
    if (row.problem) yield broken(row.line, row.problem.code, row.problem.params);
    else yield { line: row.line, cells: row.values, events: [{ line: row.line, cells: row.values }] };
  }
}

async function* readLog(source: Source, signal: AbortSignal | undefined): AsyncGenerator<SourceItem> {
  for await (const trace of readXes(source.stream, { signal })) {
    if (trace.problem) yield broken(trace.line, trace.problem.code, trace.problem.params);
    else {
      const events = trace.events.map(({ line, attributes }) => ({ line, cells: attributes }));
      yield { line: trace.line, cells: trace.attributes, events };
    }
  }
}

/** Rows that are events, put together by the number of their case, in order of first appearance. */
async function* gather(
  rows: ReturnType<typeof readRows>,
  mapping: Mapping,
  { scratch, bound, signal, only, onCases }: ReadOptions,
): AsyncGenerator<SourceItem> {
  // Events are told apart by the number of their case: a mapping without one is refused before.
  if (!mapping.number) return yield broken(1, 'number-missing');
  const number = readTexts({ source: 'events' }, mapping.number);
  async function* keyed(): AsyncGenerator<KeyedRow> {
    for await (const row of rows) {
      const one = keyedBy(number, row);
      if (only === undefined || only(one.key)) yield one;
    }
  }
  const groups = groupRows(keyed(), { folder: scratch, bound, signal, onGroups: onCases });
  for await (const { key, line, rows: all, left } of groups) {
    const [first] = all;
    const wrong = key.startsWith(alone) ? (first?.values as unknown as CaseProblem) : null;
    if (wrong) yield broken(line, wrong.code, wrong.params);
    else if (left > 0 || !first) yield broken(line, 'too-many-events', { limit: all.length });
    else yield { line, cells: first.values, events: all.map((row) => ({ line: row.line, cells: row.values })) };
  }
}

/** Begins the keys of rows that belong to no case; no number has this character. */
const alone = '\u0000';

function keyedBy(number: ReturnType<typeof readTexts>, row: RowItem<JsonValue> | ProblemItem): KeyedRow {
  const { line } = row;
  const wrong = (code: string, params: CaseProblem['params'] = {}) => ({
    key: `${alone}${line}`,
    line,
    values: { code, params },
  });
  if (row.problem) return wrong(row.problem.code, row.problem.params);
  const event = { line, cells: row.values };
  try {
    const [key] = number.ofCase({ ...event, events: [event] });
    return key === undefined ? wrong('number-missing') : { key: fold(key), line, values: row.values };
  } catch (error) {
    if (!(error instanceof BrokenCell)) throw error;
    return wrong('cell-broken');
  }
}

function broken(line: number, code: string, params: CaseProblem['params'] = {}): SourceItem {
  return { line, problem: { line, code, params } };
}
