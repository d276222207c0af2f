import type { Runner } from '#/platform/database/pools.ts';
import type { Context } from '#/record/server/context.ts';
import { notUnique } from '#/record/server/not-unique.ts';
import type { Counts } from '#/capabilities/imports/shared/answers.ts';
import type { Candidate, Decision } from '#/capabilities/recorded/server/decide.ts';
import { decide } from '#/capabilities/recorded/server/decide.ts';
import type { KeptEvents } from '#/capabilities/recorded/server/kept-events.ts';
import type { CaseProblem } from '#/capabilities/mapping/shared/case.ts';
import type { Made } from '#/capabilities/mapping/server/lookups.ts';
import { writePreviews } from '#/capabilities/import-reports/server/keep-previews.ts';
import type { Chosen, Previews } from '#/capabilities/import-reports/server/keep-previews.ts';
import { outOfReach } from './reach.ts';
import type { Reach } from './reach.ts';
import type { Run } from './run-row.ts';
import type { ImportTarget } from '#/capabilities/mapping/server/target.ts';
import { clocksBefore, writeDecisions } from '#/capabilities/recorded/server/write-batch.ts';
import { unwritten, writeMade } from '#/capabilities/recorded/server/write-made.ts';

/** Somebody else works on the run by now, or it was cancelled: what was not committed is not. */
export class RunLost extends Error {
  constructor() {
    super('the run is no longer ours');
    this.name = 'RunLost';
  }
}

/** A run under way; `run` is kept as the database has it. */
export interface BatchState {
  ctx: Context;
  target: ImportTarget;
  run: Run;
  worker: string;
  reach: Reach;
  /** Of a dry run: the cases that are kept to be looked at. */
  previews?: Previews;
}

/**
 * Decides and writes one batch in one transaction, with its results and the run's new position. What the database
 * itself refuses is found by halving: the one case is refused, and all others come in. Throws {@link RunLost}.
 */
export async function commitBatch(state: BatchState, candidates: readonly Candidate[]): Promise<void> {
  try {
    const { run, made, chosen } = await state.ctx.db.transaction({ kind: 'staff' }, (tx) =>
      within(state, tx, candidates),
    );
    for (const one of made) one.written = true;
    state.previews?.count(chosen);
    state.run = run;
  } catch (error) {
    if (!isRefusedByDatabase(error)) throw error;
    // What stands in the way may be what another worker wrote of this very run.
    if (!(await isOurs(state))) throw new RunLost();
    const [only] = candidates;
    if (candidates.length === 1 && only) {
      if (only.problems.length > 0) throw error;
      return commitBatch(state, [{ ...only, ready: null, problems: [problemOf(state.ctx, error, only.line)] }]);
    }
    const half = Math.ceil(candidates.length / 2);
    await commitBatch(state, candidates.slice(0, half));
    await commitBatch(state, candidates.slice(half));
  }
}

function problemOf({ kit }: Context, error: unknown, line: number): CaseProblem {
  const [field] = Object.keys(notUnique(kit, error)?.fields ?? {});
  if (field !== undefined) return { line, code: 'not-unique', params: { field } };
  const { constraint = '' } = error as { constraint?: string };
  return { line, code: 'database', params: { constraint } };
}

/** Whether this worker still has the run where it left it. */
async function isOurs({ ctx, run, worker }: BatchState): Promise<boolean> {
  const rows = await ctx.db.read(
    { kind: 'staff' },
    {
      sql: `select 1 from import_run where id = $1 and worker = $2 and position = $3 and status in ('dry-run', 'running')`,
      parameters: [run.id, worker, run.position],
    },
  );
  return rows.length > 0;
}

/** SQLSTATE classes of values that do not fit: data exceptions, broken constraints, limits of the program. */
function isRefusedByDatabase(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^(22|23|54)/.test(code);
}

async function within(
  state: BatchState,
  tx: Runner,
  candidates: readonly Candidate[],
): Promise<{ run: Run; made: Made[]; chosen: Chosen[] }> {
  const { ctx, target, run } = state;
  const type = ctx.kit.types.get(run.kind);
  if (!type) throw new Error(`no records of kind ${run.kind}`);
  const decisions = await Promise.all(
    (await decide(tx, target, type, run, candidates)).map((decision) => withinReach(state.reach, decision)),
  );
  const made = unwritten(decisions.flatMap(usesOf));
  const updated = decisions.flatMap((decision) => (decision.outcome === 'updated' ? [decision.known.item] : []));
  let items: (string | null)[] = decisions.map(itemOf);
  let before: ReadonlyMap<string, unknown> = new Map();
  if (!run.dry) {
    before = await clocksBefore(tx, updated);
    if (made.length > 0) await writeMade(ctx, tx, target, run.id, made);
    items = await writeDecisions(ctx, tx, target, type, run.id, decisions);
  }
  await writeResults(tx, run, decisions, items, before);
  const chosen = state.previews?.choose(decisions, run.position) ?? [];
  await writePreviews(tx, run.id, chosen);
  const counts = countUp(run.counts, decisions, made);
  const position = run.position + candidates.length;
  const held = await tx.query<{ id: string }>({
    sql: `update import_run set position = $4, counts = $5, heartbeat_at = $6, attempts = case when dry then attempts else 0 end
      where id = $1 and worker = $2 and position = $3 and status in ('dry-run', 'running') returning id`,
    parameters: [run.id, state.worker, run.position, position, JSON.stringify(counts), new Date().toISOString()],
  });
  if (held.length === 0) throw new RunLost();
  return { run: { ...run, position, counts }, made, chosen };
}

/**
 * A number of the file may be that of another customer's case, which came in by another run. Whose a record is stays as
 * it was when it was logged: its messages, files and clocks stand behind that customer's wall, and so does the record.
 */
export async function withinReach(reach: Reach, decision: Decision): Promise<Decision> {
  if (decision.outcome !== 'updated') return decision;
  const { candidate, known } = decision;
  const refused = (problem: CaseProblem): Decision => ({
    candidate,
    outcome: 'refused',
    item: null,
    problems: [problem],
  });
  if (!(await reach(known.row))) return refused(outOfReach(candidate.line));
  const moves = candidate.ready?.prepared.wall !== null && known.changed.includes('customer');
  return moves ? refused({ line: candidate.line, code: 'other-customer', params: {} }) : decision;
}

function usesOf({ candidate, outcome }: Decision): Made[] {
  return outcome === 'created' || outcome === 'updated' ? [...(candidate.ready?.uses ?? [])] : [];
}

function itemOf(decision: Decision): string | null {
  if (decision.outcome === 'created') return null;
  return decision.outcome === 'updated' ? decision.known.item : decision.item;
}

function countUp(before: Counts, decisions: readonly Decision[], made: readonly Made[]): Counts {
  const dropped = structuredClone(before.dropped ?? {});
  const counts: Counts = { ...before, made: { ...before.made }, dropped };
  for (const decision of decisions) {
    counts[decision.outcome] += 1;
    if (decision.outcome !== 'created' && decision.outcome !== 'updated') continue;
    const { prepared, uses } = decision.candidate.ready ?? {};
    if (decision.outcome === 'created') counts.events += prepared?.events ?? 0;
    else counts.events += new Set(decision.known.added.map(({ version }) => version)).size;
    for (const [field, why] of [...Object.entries(prepared?.dropped ?? {}), ...(uses?.dropped ?? [])]) {
      const reasons = (dropped[field] ??= {});
      reasons[why] = (reasons[why] ?? 0) + 1;
    }
  }
  for (const { kind } of made) counts.made[kind] = (counts.made[kind] ?? 0) + 1;
  return counts;
}

function writeResults(
  tx: Runner,
  run: Run,
  decisions: readonly Decision[],
  items: readonly (string | null)[],
  clocks: ReadonlyMap<string, unknown>,
): Promise<unknown> {
  const rows = decisions.map((decision, nth) => ({
    position: run.position + nth,
    line: decision.candidate.line,
    key: decision.candidate.key,
    outcome: decision.outcome,
    item: items[nth] ?? null,
    problems: decision.outcome === 'refused' ? decision.problems : null,
    before: decision.outcome === 'updated' && !run.dry ? beforeOf(decision.known, clocks) : null,
  }));
  return tx.query({
    sql: `insert into import_result (run, position, line, key, outcome, item, problems, before)
      select $1, r.* from jsonb_to_recordset($2::jsonb)
        as r (position int, line int, key text, outcome text, item uuid, problems jsonb, before jsonb)`,
    parameters: [run.id, JSON.stringify(rows)],
  });
}

/** What an undo goes back to. */
export interface BeforeUpdate {
  row: Record<string, unknown>;
  changed: string[];
  clocks: unknown;
  digest: string;
  version: number;
  /** The run that left it so; runs of before do not say. */
  run?: string;
  /** Its events as they were kept. */
  kept?: KeptEvents | null;
}

function beforeOf(
  known: Extract<Decision, { outcome: 'updated' }>['known'],
  clocks: ReadonlyMap<string, unknown>,
): BeforeUpdate {
  const { row, changed, digest, version, item, run, kept } = known;
  const old = Object.fromEntries(changed.map((field) => [field, row[field] ?? null]));
  return { row: old, changed, clocks: clocks.get(item) ?? [], digest: digest.toString('hex'), version, run, kept };
}
