import { access } from 'node:fs/promises';
import { message, Refusal } from '#/base/refusal.ts';
import { keepingOf } from '#/capabilities/attachments/server/keeping.ts';
import { cleanName } from '#/platform/files/name.ts';
import { TooLarge } from '#/platform/files/store.ts';
import { sharedValues } from '#/platform/tabular/column-words.ts';
import type { ColumnWords } from '#/platform/tabular/column-words.ts';
import { encodings } from '#/platform/tabular/encoding.ts';
import { sniffSource } from '#/platform/tabular/sniff.ts';
import type { Sniff, SniffOptions } from '#/platform/tabular/sniff.ts';
import type { Context } from '#/record/server/context.ts';
import type { ImportSource } from '#/capabilities/mapping/shared/answers.ts';
import { readingOf } from '#/platform/tabular/stated-reading.ts';
import { sayIn } from '#/capabilities/mapping/server/say.ts';

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

/** What was seen of kept sources lately: a mapping is checked after each change, and a source never changes. */
const seen = new Map<string, Promise<Sniff>>();
const mostSeen = 6;

/** Reads a kept source, as far as `options` say. */
export async function sniffKept(ctx: Context, source: unknown, options: SniffOptions = {}): Promise<Sniff> {
  const path = await pathOfSource(ctx, source);
  const key = JSON.stringify([path, Object.entries(options).toSorted(([a], [b]) => (a < b ? -1 : 1))]);
  let sniff = seen.get(key);
  if (!sniff) {
    sniff = inTurn(() => sniffSource(path, options));
    sniff.catch(() => seen.delete(key));
  }
  // The oldest goes first.
  seen.delete(key);
  seen.set(key, sniff);
  for (const old of [...seen.keys()].slice(0, Math.max(0, seen.size - mostSeen))) seen.delete(old);
  return sniff;
}

let turn: Promise<unknown> = Promise.resolve();

/** One at a time in a process: a packed workbook can take hundreds of megabytes to look at. */
export function inTurn<T>(look: () => Promise<T>): Promise<T> {
  const looked = turn.then(look);
  turn = looked.catch(() => {});
  return looked;
}

/** Reads a kept source to its end for the words of its columns; the header is looked for unless its line is stated. */
export function sniffWhole(ctx: Context, source: unknown, stated: unknown): Promise<Sniff> {
  return sniffKept(ctx, source, { ...readingOf(stated), findsHeader: true, whole: true });
}

/** Reads a kept source as a mapping says that it is to be read. */
export function sniffMapped(ctx: Context, source: unknown, mapping: unknown): Promise<Sniff> {
  const stated = typeof mapping === 'object' && mapping !== null && 'source' in mapping ? mapping.source : {};
  return sniffKept(ctx, source, { ...readingOf(stated), whole: true });
}

const mostSamples = 30;

/** What a kept source looks like, read as stated. Refuses one that is not there. */
export async function lookAtSource(
  ctx: Context,
  source: unknown,
  name: string,
  stated: unknown = {},
): Promise<ImportSource> {
  const sniff = await sniffWhole(ctx, source, stated);
  const say = sayIn(ctx.actor.language, '');
  const [first] = sniff.problems;
  // Nothing of it can be read within the bounds of memory.
  if (first?.problem.code === 'too-large' && sniff.columns.length === 0)
    throw new Refusal('too-large', message('import.problem.too-large', first.problem.params));
  const { top, ...reading } = sniff.reading;
  return {
    source: String(source),
    name,
    kind: sniff.kind,
    reading: {
      ...reading,
      encodings,
      top: top.map(({ line, cells }) => ({ line, text: cells.slice(0, 12).map((cell) => String(cell ?? '')).join(' | ').slice(0, 120) })), // prettier-ignore
    },
    columns: sniff.columns,
    samples: Object.fromEntries(sniff.columns.map((column) => [column, samplesOf(sniff.words[column])])),
    complete: sniff.exact ? sniff.columns.filter((column) => isComplete(sniff.words[column])) : [],
    shared: sniff.kind === 'xes' ? {} : sharedIn(sniff.words),
    rows: sniff.estimatedRows,
    cases: sniff.estimatedCases ?? sniff.estimatedRows,
    exact: sniff.exact,
    problems: sniff.problems.map(({ line, problem }) => ({
      line,
      text: say(`import.problem.${problem.code}`, problem.params),
    })),
  };
}

/** Columns with values that stand in several rows. */
function sharedIn(words: Sniff['words']): ImportSource['shared'] {
  const all = Object.entries(words).map(([column, found]) => [column, sharedValues(found)] as const);
  return Object.fromEntries(all.filter(([, { shared }]) => shared > 0));
}

const isComplete = (words: ColumnWords | undefined): boolean => words?.complete !== false;

/** The different values of a column, the most common first: all of a short list, the beginning of a long one. */
function samplesOf(column: ColumnWords | undefined): string[] {
  if (!column) return [];
  const words = column.words.map(([text]) => text).filter(isText);
  // Times tell their form by their extremes.
  return column.complete ? words : [...new Set([...words.slice(0, mostSamples), ...column.extremes.filter(isText)])];
}

function isText(text: string): boolean {
  return !text.includes('\u0000') && text.isWellFormed();
}
