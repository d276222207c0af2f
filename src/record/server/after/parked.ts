import { message, notFound, Refusal } from '#/base/refusal.ts';
import { isId } from '#/platform/ids.ts';
import type { Named } from '#/record/shared/named.ts';
import type { Context } from '../context.ts';
import { lookUpNames } from '../read/names.ts';
import { addJob } from './jobs.ts';
import type { Happening } from './relay.ts';

/** A job that kept failing and waits for a person. */
export interface ParkedJob {
  id: string;
  reaction: string;
  payload: { event: Happening };
  error: string;
  attempts: number;
  parkedAt: string;
  redrivenAt: string | null;
  redrivenBy: string | null;
  droppedAt: string | null;
}

const columns = `id, reaction, payload, error, attempts, parked_at as "parkedAt", redriven_at as "redrivenAt",
  redriven_by as "redrivenBy", dropped_at as "droppedAt"`;

/** So many are listed. */
const most = 200;

/** Jobs that wait, or those that were dealt with; the newest first. */
export async function parkedJobs(
  ctx: Context,
  which: 'waiting' | 'done',
): Promise<{ rows: ParkedJob[]; names: Record<string, Named> }> {
  const rows = await ctx.db.read<ParkedJob>(
    { kind: 'staff' },
    {
      sql: `select ${columns} from parked_job
        where (redriven_at is null and dropped_at is null) = $1 order by parked_at desc, id limit ${most}`,
      parameters: [which === 'waiting'],
    },
  );
  const ids = rows.flatMap(({ payload, redrivenBy }) => [payload.event?.item, redrivenBy]);
  return { rows, names: await lookUpNames(ctx, [...new Set(ids.filter((id) => typeof id === 'string' && isId(id)))]) };
}

/** The job, locked, while it still waits. */
async function waiting(ctx: Context, id: string): Promise<ParkedJob> {
  if (!isId(id)) throw notFound();
  const [job] =
    (await ctx.tx?.query<ParkedJob>({
      sql: `select ${columns} from parked_job where id = $1 for update`,
      parameters: [id],
    })) ?? [];
  if (!job) throw notFound();
  if (job.redrivenAt !== null || job.droppedAt !== null) throw new Refusal('conflict', 'parked-job.done');
  return job;
}

/**
 * Puts a job back into the queue, as it was or with the data of its event mended. Which event it is, and which record
 * it is about, stays: by the event's number a reaction knows whether it has run.
 */
export async function redriveJob(ctx: Context, id: string, data?: Record<string, unknown>): Promise<void> {
  await ctx.db.relay(async (tx) => {
    const job = await waiting({ ...ctx, tx }, id);
    const payload = data === undefined ? job.payload : mended(job.payload, data);
    await addJob(tx, { event: payload.event, reaction: job.reaction });
    await tx.query({
      sql: 'update parked_job set payload = $2, redriven_at = $3, redriven_by = $4 where id = $1',
      parameters: [id, JSON.stringify(payload), new Date(ctx.now).toISOString(), ctx.actor.person],
    });
  });
}

function mended(payload: ParkedJob['payload'], data: Record<string, unknown>): ParkedJob['payload'] {
  const { changed, state, announced } = data as Partial<Happening['payload']>;
  const right =
    Array.isArray(changed) &&
    changed.every((field) => typeof field === 'string') &&
    Array.isArray(state) &&
    state.length === 2 &&
    Array.isArray(announced) &&
    announced.every((one) => typeof (one as { name?: unknown } | null)?.name === 'string');
  if (!right) throw new Refusal('invalid', 'refusal.invalid', { payload: message('parked-job.payload') });
  return { ...payload, event: { ...payload.event, payload: { ...payload.event.payload, ...data } } };
}

/** Lets a job go: what it would have done stays undone. */
export async function dropJob(ctx: Context, id: string): Promise<void> {
  await ctx.db.relay(async (tx) => {
    await waiting({ ...ctx, tx }, id);
    await tx.query({
      sql: 'update parked_job set dropped_at = $2, redriven_by = $3 where id = $1',
      parameters: [id, new Date(ctx.now).toISOString(), ctx.actor.person],
    });
  });
}
