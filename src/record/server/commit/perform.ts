import { notFound } from '#/base/refusal.ts';
import type { Message } from '#/base/refusal.ts';
import { joined } from '#/platform/database/build.ts';
import { isId, newId } from '#/platform/ids.ts';
import { forgetEpochs } from '../epoch.ts';
import type { Context } from '../context.ts';
import type { RecordType } from '../kit.ts';
import { notUnique } from '../not-unique.ts';
import { mayBeSeen } from '../read/get.ts';
import { answerOf, beginAnswer } from './answer.ts';
import type { NamedRecord } from '../read/get.ts';
import type { Commit, Outcome, Row } from './commit.ts';
import { changedFields } from './commit.ts';

export interface PerformOptions {
  /** The version that the change was made on; a different one in the database refuses it as stale. */
  version?: number | null;
  /** Id for a new record, where the door makes it. */
  id?: string;
  /** Runs in the same transaction before it commits: idempotency keys, reactions that mark themselves done. */
  also?: (commit: Commit) => void | Promise<void>;
  /**
   * Takes the record as its author will see it, where that is known without reading it back; gives whether the answer
   * needs nothing else. Where it does not, the change is written with the commit, in a transaction of somebody else's
   * too: nothing may read there what it wrote.
   */
  answer?: (shown: NamedRecord) => boolean;
  /**
   * Reads what the answer needs, once it is written, unless `answer` had all of it: in a transaction of somebody else's
   * in one packet with the writes.
   */
  behind?: (ctx: Context, id: string) => Promise<void>;
}

/**
 * The one way to change anything: `perform(ctx, 'incident', 'resolve', id, input)`. One transaction, the stages of
 * `app/commit.ts` in order. Refuses with a {@link import('#/base/refusal.ts').Refusal}; anything else thrown is a bug.
 */
export async function perform(
  ctx: Context,
  kind: string,
  action: string,
  id: string | null,
  input: Row,
  options: PerformOptions = {},
): Promise<Outcome> {
  try {
    return await performed(ctx, kind, action, id, input, options);
  } catch (error) {
    throw notUnique(ctx.kit, error) ?? error;
  }
}

async function performed(
  ctx: Context,
  kind: string,
  action: string,
  id: string | null,
  input: Row,
  options: PerformOptions,
): Promise<Outcome> {
  const type = ctx.kit.types.get(kind);
  if (!type) throw notFound();
  const step = action === 'create' || action === 'edit' ? null : type.steps[action];
  if (step === undefined || (action !== 'create' && !isId(id))) throw notFound();
  if (ctx.tx) return commitWithin(ctx, type, action, id, input, options, false);
  if (id !== null && ctx.actor.wall.kind !== 'staff' && !(await mayBeSeen(ctx, type, id))) throw notFound();
  const { behind, answer, ...rest } = options;
  let answered = false;
  const within = { ...rest, ...(answer && { answer: (shown: NamedRecord) => (answered = answer(shown)) }) };
  const outcome = await ctx.db.transaction(
    { kind: 'staff' },
    (tx) => commitWithin({ ...ctx, tx }, type, action, id, input, within, true),
    ctx.request.signal,
  );
  if (!answered) await behind?.(ctx, outcome.id);
  return outcome;
}

async function commitWithin(
  ctx: Context,
  type: RecordType,
  action: string,
  id: string | null,
  input: Row,
  options: PerformOptions,
  owns: boolean,
): Promise<Outcome> {
  if (!ctx.tx) throw new Error('no transaction is open');
  const commit: Commit = {
    ctx,
    tx: ctx.tx,
    type,
    action,
    step: type.steps[action] ?? null,
    id: id ?? options.id ?? newId(ctx.now),
    input,
    expected: options.version ?? null,
    before: null,
    after: {},
    customer: null,
    number: null,
    announcements: [],
    remarks: {},
    told: {},
    writes: [],
    naming: options.answer ? beginAnswer(ctx, type) : null,
    notes: {},
  };
  for (const stage of ctx.kit.stages) await stage.run(commit);
  await options.also?.(commit);
  const shown = await answerOf(commit);
  const answered = shown !== null && options.answer?.(shown) === true;
  // In a transaction of its own they go out with the commit; within another one, what follows must see them.
  const writes = joined(commit.writes);
  // What is read behind them for the answer goes by what they change.
  if (commit.notes['raised']) forgetEpochs(ctx);
  if (commit.tx.last && (owns || answered)) commit.tx.last(writes);
  else {
    const written = writes.map((statement) => commit.tx.query(statement));
    await Promise.all([...written, answered ? undefined : options.behind?.(ctx, commit.id)]);
  }
  // And what the request does next, by what the transaction leaves behind.
  if (commit.notes['raised']) forgetEpochs(ctx);
  return {
    id: commit.id,
    number: commit.after['number'] as string,
    version: commit.after['version'] as number,
    state: commit.after['state'] as string,
    changed: changedFields(commit),
    warnings: (commit.notes['warnings'] as Message[] | undefined) ?? [],
    notes: commit.notes,
  };
}
