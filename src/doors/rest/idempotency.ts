import { createHmac } from 'node:crypto';
import { Refusal } from '#/base/refusal.ts';
import { canonicalJson } from '#/base/canonical.ts';
import { wholeOf } from '#/platform/database/pools.ts';
import type { Database, Runner } from '#/platform/database/pools.ts';
import type { SignedContext } from '#/processes/foundation/server/api.ts';
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
export function digestRequest(secret: Buffer, parts: readonly unknown[]): Buffer {
  return createHmac('sha256', secret).update(canonicalJson(parts)).digest();
}

interface Found {
  locked: boolean;
  request_hash: Buffer | null;
  status: number | null;
  response: StoredResponse | null;
}

interface StoredResponse extends Partial<Dependence> {
  /** As it was sent, so that a replay is the same to the byte. */
  body: string | null;
  headers: Record<string, string>;
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
 *   effect outside of its transaction, which is rolled back where the key turns out to be used, and that waits for no
 *   lock, since the answer "still in progress" would wait with it
 */
export async function runOnce(
  ctx: SignedContext,
  keyed: Keyed,
  work: (ctx: SignedContext) => Promise<TextAnswer>,
  ahead = false,
): Promise<TextAnswer> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await ctx.db.transaction(
        { kind: 'staff' },
        (tx) => within(tx, ctx, keyed, work, ahead),
        ctx.request.signal,
      );
    } catch (error) {
      if (error instanceof Replay) return error.answer;
      // The first request committed between our look and our lock: what it stored is there now.
      if (attempt === 0 && isKeyTaken(error)) continue;
      throw error;
    }
  }
}

/** Ends a transaction whose work was done before: what was done once more meanwhile is rolled back. */
class Replay extends Error {
  readonly answer: TextAnswer;
  constructor(answer: TextAnswer) {
    super('replay');
    this.answer = answer;
  }
}

async function within(
  tx: Runner,
  ctx: SignedContext,
  keyed: Keyed,
  work: (ctx: SignedContext) => Promise<TextAnswer>,
  ahead: boolean,
): Promise<TextAnswer> {
  const begin = () => work({ ...ctx, tx: { query: tx.query }, db: joined(ctx.db, tx) });
  const looked = look(tx, keyed);
  const worked = ahead ? begin() : undefined;
  // Whatever became of the work, the key has the first word; and nothing may still use the transaction at its end.
  const [claimed, done] = await Promise.allSettled([looked, worked]);
  if (claimed.status === 'rejected') throw claimed.reason;
  const replay = await claim(tx, ctx, keyed, claimed.value);
  if (replay) throw new Replay(replay);
  if (done.status === 'rejected') throw done.reason;
  const answer = done.value ?? (await begin());
  // Goes out together with the commit.
  if (tx.last) tx.last([store(keyed, ctx, answer)]);
  else await tx.query(store(keyed, ctx, answer));
  return answer;
}

/** Takes the key's lock until the transaction ends, and reads what is stored under it. */
async function look(tx: Runner, { scope, key }: Keyed): Promise<Found | undefined> {
  const [found] = await tx.query<Found>({
    sql: `select pg_try_advisory_xact_lock(hashtextextended($1 || ' ' || $2, 7)) as locked,
        k.request_hash, k.status, k.response
      from (select 1) one left join idempotency_key k on k.scope = $1 and k.key = $2`,
    parameters: [scope, key],
  });
  return found;
}

/** What was stored under a key, where the caller may have it again; null for a fresh one. */
async function claim(
  tx: Runner,
  ctx: SignedContext,
  { hash }: Keyed,
  found: Found | undefined,
): Promise<TextAnswer | null> {
  if (found?.request_hash) {
    if (!found.request_hash.equals(hash)) throw new Refusal('key-reused', 'refusal.key-reused');
    const { body = null, headers = {}, shows = [], rights = '' } = found.response ?? {};
    await mayHaveAgain({ ...ctx, tx: { query: tx.query } }, { shows, rights });
    return { status: found.status ?? 200, text: body, headers: { ...headers, 'idempotency-replayed': 'true' } };
  }
  if (!found?.locked) throw new Refusal('in-progress', 'refusal.in-progress');
  return null;
}

/** The statement that stores an answer under its key. */
function store({ scope, key, hash }: Keyed, ctx: Pick<Context, 'now' | 'actor'>, answer: TextAnswer) {
  const { text: body, headers = {}, shows = [] } = answer;
  const response: StoredResponse = { body, headers, shows, rights: rightsOf(ctx.actor) };
  return {
    sql: `insert into idempotency_key (scope, key, request_hash, status, response, at) values ($1, $2, $3, $4, $5, $6)`,
    parameters: [scope, key, hash, answer.status ?? 200, JSON.stringify(response), new Date(ctx.now).toISOString()],
  };
}

/** Whether a statement failed because the key had been stored meanwhile. */
function isKeyTaken(error: unknown): boolean {
  const { code, constraint } = error as { code?: string; constraint?: string };
  return code === '23505' && constraint === 'idempotency_key_pkey';
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
