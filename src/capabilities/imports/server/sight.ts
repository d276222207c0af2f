import { message, Refusal } from '#/base/refusal.ts';
import type { AddParameter } from '#/engines/filter/filter.ts';
import { Parameters } from '#/platform/database/build.ts';
import type { Context } from '#/record/server/context.ts';
import { runRead } from '#/record/server/context.ts';
import { holds } from '#/record/server/permission.ts';

/**
 * Who may do what with runs:
 *
 * | permission | runs |
 * |---|---|
 * | `import.run` | starts runs, of what one could create one by one (see `reach.ts`); sees and controls one's own |
 * | `import.read` | sees everybody's |
 * | `import.manage` | sees and controls everybody's, those of the command line too; starts runs of every customer |
 *
 * Runs belong to who started them, and a grant of these permissions takes no filter: which customers somebody may bring
 * cases in for, the grant to create them says.
 */
const everybodys = ['import.read', 'import.manage'] as const;

/** Refuses who has nothing to do with imports. */
export function mustSeeRuns(ctx: Context): void {
  if (['import.run', ...everybodys].some((permission) => holds(ctx.actor, permission))) return;
  throw new Refusal('forbidden', message('refusal.forbidden', { permission: 'import.run' }));
}

/** The one condition on runs that an actor may see, in the words of SQL; `by` names the column of who started them. */
export function seenRuns(ctx: Context, by: string, param: AddParameter): string {
  if (everybodys.some((permission) => holds(ctx.actor, permission))) return 'true';
  return ctx.actor.person !== null && holds(ctx.actor, 'import.run')
    ? `${by} = ${param(ctx.actor.person)}::uuid`
    : 'false';
}

/** Whether an actor may start, stop and take back a run that they see. */
export function controls(ctx: Context, run: { by: string | null }): boolean {
  if (holds(ctx.actor, 'import.manage')) return true;
  return run.by !== null && run.by === ctx.actor.person && holds(ctx.actor, 'import.run');
}

/** Remembers who brought a file, so that they may look at it before it has a run. */
export async function rememberSource(ctx: Context, source: string): Promise<void> {
  if (ctx.actor.person === null) return;
  await runRead(ctx, {
    sql: `insert into import_source (source, person, at) values ($1, $2, $3)
      on conflict (source, person) do update set at = excluded.at`,
    parameters: [source, ctx.actor.person, new Date(ctx.now).toISOString()],
  });
}

/** Refuses a file that nobody brought, or that neither the actor brought nor a run has that they may see. */
export async function mustSeeSource(ctx: Context, source: unknown): Promise<void> {
  const parameters = new Parameters();
  const add = parameters.value;
  const digest = add(typeof source === 'string' ? source : '');
  const [seen] = await runRead(ctx, {
    sql: `select 1 from import_source where source = ${digest} and ${seenRuns(ctx, 'person', add)}
      union all select 1 from import_run where source = ${digest} and ${seenRuns(ctx, 'by', add)} limit 1`,
    parameters: parameters.values,
  });
  // The same as where there is none: a digest is not to be tried out.
  if (!seen) throw new Refusal('invalid', message('import.file-missing'));
}
