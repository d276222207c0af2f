import { createHmac } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { Refusal } from '#/base/refusal.ts';
import { canonicalJson } from '#/base/canonical.ts';
import { wholeOf } from '#/platform/database/pools.ts';
import type { Database, Runner } from '#/platform/database/pools.ts';
import type { SignedContext } from '#/processes/foundation/server/api.ts';
import { forgetEpochs } from '#/record/server/epoch.ts';
import type { Context } from '#/record/server/context.ts';
import { mayHaveAgain, rightsOf } from './replay.ts';
import type { Dependence } from './replay.ts';
import type { Answer } from './route.ts';

/** One request with effects, as its key knows it. */
export interface Keyed {
  /** Who and where: keys of different callers, or on different routes, never meet. */
  scope: string;
  key: string;
  /** Digest of everything that the request asks for. */
  hash: Buffer;
}

/** Reads the `Idempotency-Key` header; refuses where it is missing or no key (draft-ietf-httpapi-idempotency-key). */
export function readKey(header: string | string[] | undefined): string {
  if (header === undefined || header === '') throw new Refusal('bad-request', 'refusal.idempotency-key-missing');
  if (typeof header !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(header)) {
    throw new Refusal('bad-request', 'refusal.idempotency-key-wrong');
  }
  return header;
}

/** Digests a request under the installation's secret: among what is digested are passwords. */
export function digestRequest(secret: KeyObject, parts: readonly unknown[]): Buffer {
  return createHmac('sha256', secret).update(canonicalJson(parts)).digest();
}

interface Stored {
  request_hash: Buffer;
  status: number | null;
  /** As it was sent, so that a replay is the same to the byte. */
  body: string | null;
  response: StoredResponse | null;
}

interface StoredResponse extends Partial<Dependence> {
  headers: Record<string, string | string[]>;
}

/** An answer that can be stored: its body as text. */
export interface TextAnswer extends Omit<Answer, 'body'> {
  text: string | null;
}

/**
 * Runs `work` once for a key. The key is stored in the transaction of the effect: both are there, or neither. A key
 * that was used gives the first answer again, as long as the caller may still see what it shows; with a different
 * request it is refused, and so it is while the first one still runs. A refusal stores nothing: the key may be used
 * again.
 * @param ahead whether the work begins while the key is still looked up, in the same packet: only for work that has no
 *   effect outside of its transaction, which is rolled back where the key turns out to be used; where it waits for a
 *   lock, so does what the key says
 */
export async function runOnce(
  ctx: SignedContext,
  keyed: Keyed,
  work: (ctx: SignedContext) => Promise<TextAnswer>,
  ahead = false,
): Promise<TextAnswer> {
  const attempt = (early: boolean) =>
    ctx.db.transaction({ kind: 'staff' }, (tx) => within(tx, ctx, keyed, work, early), ctx.request.signal);
  try {
    return await attempt(ahead);
  } catch (error) {
    if (!(error instanceof DoneBefore)) throw error;
    // What the work believed of the configuration was rolled back with it.
    forgetEpochs(ctx);
    return attempt(false);
  }
}

/**
 * Ends a transaction whose work was done before. The first answer is looked for in another one: what was done once
 * more is rolled back, and where that failed (a value that must be unique is there already) this one answers nothing.
 */
class DoneBefore extends Error {}

async function within(
  tx: Runner,
  ctx: SignedContext,
  keyed: Keyed,
  work: (ctx: SignedContext) => Promise<TextAnswer>,
  ahead: boolean,
): Promise<TextAnswer> {
  const begin = () => work({ ...ctx, tx, db: joined(ctx.db, tx) });
  const looked = look(tx, keyed);
  const worked = ahead ? begin() : undefined;
  // Whatever became of the work, the key has the first word; and nothing may still use the transaction at its end.
  const [claimed, done] = await Promise.allSettled([looked, worked]);
  if (claimed.status === 'rejected') throw claimed.reason;
  const { locked, stored } = claimed.value;
  if (stored && !stored.request_hash.equals(keyed.hash)) throw new Refusal('key-reused', 'refusal.key-reused');
  // Whoever holds the key may be through by now: the work waited for what they had locked.
  if (ahead && (stored || !locked)) throw new DoneBefore();
  if (stored) return again(tx, ctx, stored);
  if (!locked) throw new Refusal('in-progress', 'refusal.in-progress');
  if (done.status === 'rejected') throw done.reason;
  const answer = done.value ?? (await begin());
  // Goes out together with the commit.
  if (tx.last) tx.last([store(keyed, ctx, answer)]);
  else await tx.query(store(keyed, ctx, answer));
  return answer;
}

/**
 * Takes the key's lock until the transaction ends, and reads what is stored under it: in a statement of its own, which
 * sees what was stored until the lock was free. Both go out in one packet.
 */
async function look(tx: Runner, { scope, key }: Keyed): Promise<{ locked: boolean; stored: Stored | undefined }> {
  const parameters = [scope, key];
  const [[lock], [stored]] = await Promise.all([
    tx.query<{ locked: boolean }>({
      sql: `select pg_try_advisory_xact_lock(hashtextextended($1 || ' ' || $2, 7)) as locked`,
      parameters,
    }),
    tx.query<Stored>({
      sql: `select request_hash, status, coalesce(body, response ->> 'body') as body, response from idempotency_key
        where scope = $1 and key = $2`,
      parameters,
    }),
  ]);
  return { locked: lock?.locked ?? false, stored };
}

/** The answer that was stored, where the caller may have it again. */
async function again(tx: Runner, ctx: SignedContext, { status, body, response }: Stored): Promise<TextAnswer> {
  const { headers = {}, shows = [], rights = '' } = response ?? {};
  await mayHaveAgain({ ...ctx, tx: { query: tx.query } }, { shows, rights });
  return { status: status ?? 200, text: body, headers: { ...headers, 'idempotency-replayed': 'true' } };
}

/** The statement that stores an answer under its key. */
function store({ scope, key, hash }: Keyed, ctx: Pick<Context, 'now' | 'actor'>, answer: TextAnswer) {
  const { text: body, headers = {}, shows = [] } = answer;
  const response: StoredResponse = { headers, shows, rights: rightsOf(ctx.actor) };
  const at = new Date(ctx.now).toISOString();
  return {
    sql: `insert into idempotency_key (scope, key, request_hash, status, response, body, at)
      values ($1, $2, $3, $4, $5, $6, $7)`,
    parameters: [scope, key, hash, answer.status ?? 200, JSON.stringify(response), body, at],
  };
}

/** The database as seen from inside a transaction: what runs behind the staff's wall joins it. */
function joined(db: Database, tx: Runner): Database {
  // Without `last`: what comes after a transaction inside this one must see what it wrote.
  const inner: Runner = { query: tx.query };
  return {
    ...db,
    whole: wholeOf(db),
    transaction: (wall, work, signal) => (wall.kind === 'staff' ? work(inner) : db.transaction(wall, work, signal)),
    read: (wall, query, signal) => (wall.kind === 'staff' ? tx.query(query) : db.read(wall, query, signal)),
  };
}

/**
 * Runs `work` once for a key whose answer must not be kept, since it holds a secret. The key is claimed before the
 * effect and settled after it; a refusal frees it. What a crash leaves between the two stays claimed until the purge.
 */
export async function runUnstored(
  db: Database,
  { scope, key, hash }: Keyed,
  now: number,
  work: () => Promise<TextAnswer>,
): Promise<TextAnswer> {
  const parameters = [scope, key];
  const [claimed] = await db.read<{ ours: boolean }>(
    { kind: 'staff' },
    {
      sql: `insert into idempotency_key as k (scope, key, request_hash, status, at) values ($1, $2, $3, null, $4)
      on conflict (scope, key) do update set request_hash = excluded.request_hash, status = null, at = excluded.at
        where k.status = 0 returning true as ours`,
      parameters: [...parameters, hash, new Date(now).toISOString()],
    },
  );
  if (!claimed) {
    const [there] = await db.read<{ request_hash: Buffer; status: number | null }>(
      { kind: 'staff' },
      {
        sql: 'select request_hash, status from idempotency_key where scope = $1 and key = $2',
        parameters,
      },
    );
    if (there && !there.request_hash.equals(hash)) throw new Refusal('key-reused', 'refusal.key-reused');
    if (there?.status == null || there.status === 0) throw new Refusal('in-progress', 'refusal.in-progress');
    throw new Refusal('conflict', 'refusal.done-already');
  }
  const settle = (status: number) =>
    db.read(
      { kind: 'staff' },
      {
        sql: 'update idempotency_key set status = $3 where scope = $1 and key = $2',
        parameters: [...parameters, status],
      },
    );
  try {
    const answer = await work();
    await settle(answer.status ?? 200);
    return answer;
  } catch (error) {
    await settle(0);
    throw error;
  }
}
