import { readInstant } from '#/base/instant.ts';
import { message, Refusal } from '#/base/refusal.ts';
import { textOf } from '#/capabilities/search/server/query.ts';
import type { Sniff } from '#/platform/tabular/sniff.ts';
import type { Context } from '#/record/server/context.ts';
import type { ToldMappingProblem } from '#/capabilities/mapping/shared/answers.ts';
import type { Mapping } from '#/capabilities/mapping/shared/mapping.ts';
import { checkMapping } from '#/capabilities/mapping/server/check-mapping.ts';
import { createRun } from './run-row.ts';
import type { Run } from './run-row.ts';
import { mustSeeSource } from './sight.ts';
import { sayIn } from '#/capabilities/mapping/server/say.ts';
import { sniffKept, sniffMapped } from '#/capabilities/sources/server/source.ts';
import type { ImportTarget } from '#/capabilities/mapping/server/target.ts';

/** The target of a kind of record. Refuses one that cannot be imported. */
export function targetOf(targets: readonly ImportTarget[], kind: unknown): ImportTarget {
  const target = targets.find((one) => one.kind === kind);
  if (!target) throw new Refusal('invalid', message('import.no-such-kind'));
  return target;
}

/** What a mapping is held against: a source, read as the mapping says. */
type Looked = Pick<Sniff, 'columns' | 'words' | 'reading'>;

/** A mapping's faults in the person's language. */
export async function faultsOf(
  ctx: Context,
  target: ImportTarget,
  mapping: unknown,
  sniff: Looked | null,
): Promise<ToldMappingProblem[]> {
  const say = sayIn(ctx.actor.language, target.kind);
  const problems = await checkMapping(ctx, target, mapping, sniff?.columns ?? null, sniff?.words);
  if (sniff?.reading.sure === false) {
    const encodings = sniff.reading.candidates.map(({ encoding }) => encoding).join(', ');
    problems.push({ path: 'source.encoding', code: 'encoding-unsure', params: { encodings } });
  }
  return problems.map((problem) => ({ ...problem, text: say(`import.mapping.${problem.code}`, problem.params) }));
}

/** Refuses a mapping that cannot be used, and says why at each place. */
export async function requireUsable(
  ctx: Context,
  target: ImportTarget,
  mapping: unknown,
  sniff: Looked | null,
): Promise<Mapping> {
  const problems = await faultsOf(ctx, target, mapping, sniff);
  if (problems.length > 0)
    throw new Refusal('invalid', message('import.mapping-faulty', { count: problems.length }), {}, { problems });
  return mapping as Mapping;
}

/** Writes down a run of an uploaded source, which a worker then takes up. */
export async function startRun(
  ctx: Context,
  targets: readonly ImportTarget[],
  body: Record<string, unknown>,
): Promise<Run> {
  const target = targetOf(targets, body['kind']);
  await mustSeeSource(ctx, body['source']);
  const sniff = await sniffMapped(ctx, body['source'], body['mapping']);
  const mapping = await requireUsable(ctx, target, body['mapping'], sniff);
  const sourceName = textOf(body['sourceName']) ?? 'import';
  return createRun(ctx, {
    kind: target.kind,
    name: (textOf(body['name']) ?? sourceName).slice(0, 200),
    mapping,
    source: String(body['source']),
    sourceName,
    dry: body['dry'] === true,
    switchOver: body['switchOver'] === undefined ? ctx.now : instantOf(body['switchOver']),
    expected: sniff.estimatedCases ?? sniff.estimatedRows,
  });
}

/** Starts for real what a dry run tried: the same file, mapping and switch-over. */
export async function startAfterDryRun(ctx: Context, run: Run): Promise<Run> {
  if (!run.dry || run.status !== 'done') throw new Refusal('step-refused', message('import.cannot-start'));
  await sniffKept(ctx, run.source);
  const { kind, name, mapping, source, sourceName, switchOver, expected, position } = run;
  return createRun(ctx, {
    kind,
    name,
    mapping,
    source,
    sourceName,
    dry: false,
    switchOver: Date.parse(switchOver),
    expected: position > 0 ? position : expected,
  });
}

/** What is no instant is refused: taken for now, it would let cases tell people what happened long ago. */
function instantOf(value: unknown): number {
  const at = typeof value === 'string' ? readInstant(value) : null;
  if (at === null) throw new Refusal('invalid', 'refusal.invalid', { switchOver: message('field.not-instant') });
  return at;
}
