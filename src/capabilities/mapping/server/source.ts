import { access } from 'node:fs/promises';
import { message, Refusal } from '#/base/refusal.ts';
import { keepingOf } from '#/capabilities/attachments/server/keeping.ts';
import { cleanName } from '#/platform/files/name.ts';
import { TooLarge } from '#/platform/files/store.ts';
import { sniffSource } from '#/platform/tabular/sniff.ts';
import type { Sniff } from '#/platform/tabular/sniff.ts';
import type { Context } from '#/record/server/context.ts';
import type { ImportSource } from '../shared/answers.ts';
import { textOfCell } from '../shared/case.ts';
import { sayIn } from './say.ts';

/** Keeps an uploaded file and says what it looks like. Nothing is imported yet. */
export async function receiveSource(ctx: Context, body: unknown): Promise<ImportSource> {
  const { file, name } = (body ?? {}) as { file?: unknown; name?: unknown };
  if (typeof file !== 'object' || file === null || !(Symbol.asyncIterator in file)) {
    throw new Refusal('bad-request', message('import.no-file'));
  }
  const { store, largestSource: largest } = keepingOf(ctx.db);
  try {
    const { sha256 } = await store.keep(file as AsyncIterable<Uint8Array>, largest);
    return await lookAtSource(ctx, sha256, cleanName(typeof name === 'string' ? name : ''));
  } catch (error) {
    if (!(error instanceof TooLarge)) throw error;
    throw new Refusal('too-large', message('refusal.file-too-large', { megabytes: Math.floor(largest / 1024 ** 2) }));
  }
}

/** Path of a kept source. Refuses one that is not, or no longer, there. */
export async function pathOfSource(ctx: Context, source: unknown): Promise<string> {
  if (typeof source === 'string' && /^[0-9a-f]{64}$/.test(source)) {
    const path = keepingOf(ctx.db).store.pathOf(source);
    const there = await access(path).then(
      () => true,
      () => false,
    );
    if (there) return path;
  }
  throw new Refusal('invalid', message('import.file-missing'));
}

/** Reads the beginning of a kept source. */
export async function sniffKept(ctx: Context, source: unknown): Promise<Sniff> {
  const path = await pathOfSource(ctx, source);
  return inTurn(() => sniffSource(path));
}

let turn: Promise<unknown> = Promise.resolve();

/** One at a time in a process: a packed workbook can take hundreds of megabytes to look at. */
function inTurn<T>(look: () => Promise<T>): Promise<T> {
  const looked = turn.then(look);
  turn = looked.catch(() => {});
  return looked;
}

const mostSamples = 30;

/** What a kept source looks like. Refuses one that is not there. */
export async function lookAtSource(ctx: Context, source: unknown, name: string): Promise<ImportSource> {
  const sniff = await sniffKept(ctx, source);
  const say = sayIn(ctx.actor.language, '');
  const [first] = sniff.problems;
  // Nothing of it can be read within the bounds of memory.
  if (first?.problem.code === 'too-large' && sniff.columns.length === 0)
    throw new Refusal('too-large', message('import.problem.too-large', first.problem.params));
  return {
    source: String(source),
    name,
    kind: sniff.kind,
    columns: sniff.columns,
    samples: Object.fromEntries(sniff.columns.map((column) => [column, samplesOf(sniff, column)])),
    rows: sniff.estimatedRows,
    cases: sniff.estimatedCases ?? sniff.estimatedRows,
    exact: sniff.exact,
    problems: sniff.problems.map(({ line, problem }) => ({
      line,
      text: say(`import.problem.${problem.code}`, problem.params),
    })),
  };
}

/** The different values that a column has in the sample, the most common first. */
function samplesOf({ rows }: Sniff, column: string): string[] {
  const counts = new Map<string, number>();
  for (const { values } of rows) {
    const text = readable(values[column]);
    if (text !== null) counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, mostSamples)
    .map(([text]) => text.slice(0, 200));
}

function readable(cell: unknown): string | null {
  try {
    return textOfCell(cell);
  } catch {
    return null;
  }
}
