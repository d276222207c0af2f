import type { Context } from '../context.ts';
import { systemActor } from '../context.ts';
import type { Row } from '../commit/commit.ts';

export interface DueTimer {
  id: string;
  item: string;
  kind: string;
  due: string;
  payload: Row;
}

/** What a kind of timer does when it is due. Runs in one transaction with the mark that it fired. */
export type TimerHandlers = Readonly<Record<string, (ctx: Context, timer: DueTimer) => Promise<void>>>;

/**
 * Fires the timers that are due, each in a transaction of its own: one that fails is tried again after a minute and
 * holds up no other. Returns how many fired.
 */
export async function fireTimers(base: Omit<Context, 'tx'>, handlers: TimerHandlers, most = 100): Promise<number> {
  let fired = 0;
  while (fired < most) {
    const done = await base.db.transaction({ kind: 'staff' }, async (tx) => {
      const [timer] = await tx.query<DueTimer>({
        sql: `update timer set fired_at = $1 where id = (
            select id from timer where fired_at is null and due <= $1 and kind = any($2)
            order by due limit 1 for update skip locked)
          returning id, item, kind, due, payload`,
        parameters: [new Date(base.now).toISOString(), Object.keys(handlers)],
      });
      if (!timer) return false;
      const ctx: Context = { ...base, actor: systemActor(`timer ${timer.kind}`), tx };
      await attempt(ctx, timer, handlers);
      return true;
    });
    if (!done) break;
    fired += 1;
  }
  return fired;
}

async function attempt(ctx: Context, timer: DueTimer, handlers: TimerHandlers): Promise<void> {
  await ctx.tx?.query({ sql: 'savepoint timer', parameters: [] });
  try {
    await handlers[timer.kind]?.(ctx, timer);
  } catch (error) {
    await ctx.tx?.query({ sql: 'rollback to savepoint timer', parameters: [] });
    const failures = Number(timer.payload['failures'] ?? 0) + 1;
    // Further and further apart, never given up: a person sees the reason on the record's timer.
    const again = new Date(ctx.now + Math.min(2 ** failures, 1440) * 60_000).toISOString();
    await ctx.tx?.query({
      sql: `update timer set fired_at = null, due = $2, payload = payload || $3::jsonb where id = $1`,
      parameters: [timer.id, again, JSON.stringify({ failures, error: String(error).slice(0, 500) })],
    });
  }
}

/** When the next timer or clock is due, in epoch milliseconds; null when none waits. */
export async function nextDue(base: Pick<Context, 'db'>): Promise<number | null> {
  const [row] = await base.db.read<{ due: string | null }>(
    { kind: 'staff' },
    {
      sql: `select least((select min(due) from timer where fired_at is null),
        (select min(next_at) from clock where next_at is not null)) as due`,
      parameters: [],
    },
  );
  return row?.due ? Date.parse(row.due) : null;
}
