import { message, Refusal } from '#/base/refusal.ts';
import { Parameters, quote } from '#/platform/database/build.ts';
import type { Context } from '#/record/server/context.ts';
import type { RecordType } from '#/record/server/kit.ts';
import { holds } from '#/record/server/permission.ts';
import { permitted } from '#/record/server/read/predicate.ts';
import type { RunStatus } from '../shared/answers.ts';
import type { Run } from './run-row.ts';
import { findRun } from './run-row.ts';

/**
 * Begins to take a run back: from here on it can only be finished. Refuses what is still under way or was a dry run,
 * a run with records that the actor may bring in no longer, and, unless `evenTouched`, one whose records somebody has
 * worked on since: the answer says how many, and which.
 */
export async function beginUndo(ctx: Context, id: string, evenTouched: boolean): Promise<Run> {
  const run = await findRun(ctx, id);
  if (!run) throw new Refusal('not-found', 'refusal.not-found');
  if (run.dry || !undoable.includes(run.status)) {
    throw new Refusal('step-refused', message('import.cannot-undo', { status: run.dry ? 'dry' : run.status }));
  }
  const beyond = await countBeyond(ctx, run);
  if (beyond > 0) throw new Refusal('forbidden', message('import.undo-beyond', { count: beyond }));
  const { count, numbers } = evenTouched || run.status === 'undoing' ? untouched : await touched(ctx, run);
  if (count > 0) {
    const named = numbers.slice(0, fewNamed);
    const said = { count, numbers: named.join(', '), more: count - named.length };
    throw new Refusal('conflict', message('import.undo-touched', said), {}, { touched: { count, numbers } });
  }
  const statement = {
    sql: `update import_run set status = 'undoing', ended_at = null where id = $1 and status = any($2::text[]) returning id`,
    parameters: [id, undoable],
  };
  const begun = await (ctx.tx ? ctx.tx.query(statement) : ctx.db.read({ kind: 'staff' }, statement));
  // Somebody took it back, or went on with it, since it was read: what holds now is to be judged.
  return begun.length > 0 ? { ...run, status: 'undoing' } : beginUndo(ctx, id, evenTouched);
}

/** The states that a run can be taken back from. */
const undoable: readonly RunStatus[] = ['done', 'cancelled', 'failed', 'undoing'];

/**
 * Records of a run that are out of the reach of who takes it back (`reach.ts`), by their rights of now: who serves a
 * customer no longer removes nothing of theirs, whoever brought it in.
 */
async function countBeyond(ctx: Context, run: Run): Promise<number> {
  if (ctx.actor.kind === 'system' || holds(ctx.actor, 'import.manage')) return 0;
  const type = typeOfRun(ctx, run.kind);
  const parameters = new Parameters();
  const reached = permitted(ctx, type, type.definition.create, 't', parameters);
  const [row] = await ctx.db.read<{ beyond: number }>(
    { kind: 'staff' },
    {
      sql: `select count(*) as beyond from import_result r join ${quote(type.table)} t on t.id = r.item
        where r.run = ${parameters.value(run.id)} and r.outcome in ('created', 'updated') and (${reached}) is not true`,
      parameters: parameters.values,
    },
  );
  return row?.beyond ?? 0;
}

/** How many numbers a sentence names, and an answer at most. */
const fewNamed = 5;
const mostNamed = 1000;

interface Touched {
  count: number;
  /** Of their records, in their order: the first {@link mostNamed}. */
  numbers: readonly string[];
}

const untouched: Touched = { count: 0, numbers: [] };

/** Records of a run that were changed, or written about, since it left them. */
async function touched(ctx: Context, run: Run): Promise<Touched> {
  const type = typeOfRun(ctx, run.kind);
  const [row] = await ctx.db.read<Touched>(
    { kind: 'staff' },
    {
      sql: `select count(*) as count, coalesce((array_agg(t.number order by r.position))[:${mostNamed}], '{}') as numbers
          from import_result r join ${quote(type.table)} t on t.id = r.item
          left join import_record i on i.item = r.item
        where r.run = $1 and r.outcome in ('created', 'updated')
          and (i.run is distinct from $1 or i.version <> t.version or exists (select 1 from note n where n.item = r.item))`,
      parameters: [run.id],
    },
  );
  return row ?? untouched;
}

/** The record type of a run; there is one for each kind that can be imported. */
export function typeOfRun(ctx: Context, kind: string): RecordType {
  const type = ctx.kit.types.get(kind);
  if (!type) throw new Error(`no records of kind ${kind}`);
  return type;
}
