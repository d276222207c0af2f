import type { Source } from '#/platform/tabular/open-source.ts';
import { readRows } from '#/platform/tabular/read-rows.ts';
import { readXes } from '#/platform/tabular/xes.ts';
import { fold } from '#/base/words.ts';
import { readingOf } from '#/platform/tabular/stated-reading.ts';
import type { CaseProblem, SourceCase } from '../shared/case.ts';
import type { Mapping } from '../shared/mapping.ts';
import type { Tools } from './fill-field.ts';
import { readTexts } from './fill-field.ts';

/** A case, or a piece of the source that could not be read. */
export type SourceItem = SourceCase | { line: number; problem: CaseProblem };

/** The most rows of a table whose rows are events: they are gathered in memory, since cases may lie apart. */
const mostEventRows = 2_000_000;

/** How the columns of a source are to be understood. */
export function shapeOf(kind: Source['kind'], mapping: Pick<Mapping, 'source'>): Tools['source'] {
  if (kind === 'xes') return 'log';
  return mapping.source?.rows === 'event' ? 'events' : 'cases';
}

/** The cases of a source, in an order that is the same each time it is read. */
export async function* readCases(source: Source, mapping: Mapping, signal?: AbortSignal): AsyncGenerator<SourceItem> {
  if (source.kind === 'xes') return yield* readLog(source, signal);
  if (source.kind === 'unknown') return yield broken(1, 'source-unknown');
  const shape = shapeOf(source.kind, mapping);
  const rows = readRows(source, { ...readingOf(mapping.source), signal });
  if (shape === 'events') return yield* gather(rows, mapping);
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

type Gathered = { line: number; cells: SourceCase['cells']; events: { line: number; cells: SourceCase['cells'] }[] };

/** Rows that are events, put together by the number of their case, in order of first appearance. */
async function* gather(rows: ReturnType<typeof readRows>, mapping: Mapping): AsyncGenerator<SourceItem> {
  // Events are told apart by the number of their case: a mapping without one is refused before.
  if (!mapping.number) return yield broken(1, 'number-missing');
  const number = readTexts({ source: 'events' }, mapping.number);
  const cases = new Map<string, Gathered>();
  let count = 0;
  for await (const row of rows) {
    if (row.problem) {
      yield broken(row.line, row.problem.code, row.problem.params);
      continue;
    }
    count += 1;
    if (count > mostEventRows) return yield broken(row.line, 'too-many-rows', { limit: mostEventRows });
    const event = { line: row.line, cells: row.values };
    const one: SourceCase = { ...event, events: [event] };
    const [key] = number.ofCase(one);
    if (key === undefined) {
      yield broken(row.line, 'number-missing');
      continue;
    }
    const known = cases.get(fold(key));
    if (known) known.events.push(event);
    else cases.set(fold(key), { line: row.line, cells: row.values, events: [event] });
  }
  yield* cases.values();
}

function broken(line: number, code: string, params: CaseProblem['params'] = {}): SourceItem {
  return { line, problem: { line, code, params } };
}
