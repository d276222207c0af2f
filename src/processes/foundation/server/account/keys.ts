import { readInstant } from '#/base/instant.ts';
import { message, notFound, Refusal } from '#/base/refusal.ts';
import type { Runner } from '#/platform/database/pools.ts';
import { isId, newId } from '#/platform/ids.ts';
import { newKey } from '#/platform/sessions/key.ts';
import { hashToken } from '#/platform/sessions/token.ts';
import type { Context } from '#/record/server/context.ts';
import type { Access } from '#/processes/foundation/server/access/access.ts';
import type { ApiKey } from '#/processes/foundation/shared/account.ts';
import { accountEvent } from './events.ts';
import { activePerson, mustBeSession, mustHold } from './rights.ts';
import type { SignedContext } from './types.ts';

/** A key just made, with what is shown this once. */
export interface CreatedKey extends ApiKey {
  token: string;
}

export interface NewApiKey {
  /** Whose key; oneself when absent. Only the command line makes keys for others: a key acts as its person. */
  person?: string;
  name: string;
  /** `incident.read`, `incident.*` or `*`; everything that the person may do when absent. */
  scopes?: readonly string[];
  /** ISO 8601; never when absent. */
  expiresAt?: string | null;
}

const keysPerPerson = 50;
const scope = /^(\*|[a-z][a-z-]*\.(\*|[a-z][a-z-]*))$/;

const columns = `id, person, name, prefix, scopes, created_at as "createdAt", expires_at as "expiresAt",
  revoked_at as "revokedAt", used_at as "usedAt"`;

/** Makes an API key. Refuses with `invalid`, with `conflict` where the person has one of that name, to keys themselves. */
export async function createKey(access: Access, ctx: Context | SignedContext, wanted: NewApiKey): Promise<CreatedKey> {
  const person = 'credential' in ctx ? mustBeSession(ctx) : wanted.person;
  if (wanted.person !== undefined && wanted.person !== person) throw new Refusal('forbidden', 'access.command-only');
  if (person === undefined || (!('credential' in ctx) && ctx.actor.kind !== 'system')) throw notFound();
  const { name, scopes, expiresAt } = checked(wanted, ctx.now);
  const { token, prefix } = newKey();
  const key = await access.database.transaction({ kind: 'staff' }, async (tx) => {
    await activePerson(tx, person);
    const [account] = await tx.query({
      sql: 'select 1 from account where person = $1 and not disabled',
      parameters: [person],
    });
    if (!account) throw new Refusal('conflict', 'access.no-account');
    const there = await tx.query<{ name: string }>({
      sql: 'select name from api_key where person = $1 and revoked_at is null and (expires_at is null or expires_at > $2)',
      parameters: [person, new Date(ctx.now).toISOString()],
    });
    if (there.length >= keysPerPerson)
      throw new Refusal('conflict', message('access.too-many-keys', { max: keysPerPerson }));
    if (there.some((other) => other.name === name)) {
      throw new Refusal('conflict', 'access.key-name-taken', { name: message('access.key-name-taken') });
    }
    const [row] = await tx.query<ApiKey>({
      sql: `insert into api_key (id, person, name, prefix, token_hash, scopes, created_at, created_by, expires_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning ${columns}`,
      parameters: [
        newId(ctx.now),
        person,
        name,
        prefix,
        hashToken(token),
        scopes,
        new Date(ctx.now).toISOString(),
        ctx.actor.person,
        expiresAt,
      ],
    });
    await tx.query(accountEvent(ctx, person, 'key-created', { name, prefix, scopes }));
    return row as ApiKey;
  });
  return { ...key, token };
}

function checked({ name, scopes = ['*'], expiresAt = null }: NewApiKey, now: number) {
  const trimmed = name.trim();
  const wrong = (field: string, key: string) => new Refusal('invalid', 'refusal.invalid', { [field]: message(key) });
  if (trimmed === '' || trimmed.length > 100) throw wrong('name', 'access.key-name');
  if (scopes.length === 0 || scopes.length > 50 || !scopes.every((one) => scope.test(one))) {
    throw wrong('scopes', 'access.key-scopes');
  }
  const expires = expiresAt === null ? null : readInstant(expiresAt);
  if (expiresAt !== null && (expires === null || expires <= now)) throw wrong('expiresAt', 'access.key-expiry');
  return {
    name: trimmed,
    scopes: [...new Set(scopes)],
    expiresAt: expires === null ? null : new Date(expires).toISOString(),
  };
}

/** A person's keys, newest first; one's own when no person is named. Those of others need `access.read`. */
export async function listKeys(access: Access, ctx: Context, person?: string): Promise<ApiKey[]> {
  const whose = person ?? ctx.actor.person;
  if (whose !== ctx.actor.person) mustHold(ctx, 'access.read');
  if (whose !== null && !isId(whose)) throw notFound();
  return access.database.read<ApiKey>(
    { kind: 'staff' },
    {
      // The system asks for everybody's.
      sql: `select ${columns} from api_key where $1::uuid is null or person = $1 order by created_at desc, id desc`,
      parameters: [whose],
    },
  );
}

/** Ends every key of a person for good: whoever comes back makes new ones, and so does who has a new password. */
export async function endKeys(
  ctx: Pick<Context, 'actor' | 'now' | 'request'>,
  tx: Runner,
  person: string,
): Promise<void> {
  const ended = await tx.query<Pick<ApiKey, 'name' | 'prefix'>>({
    sql: 'update api_key set revoked_at = $2 where person = $1 and revoked_at is null returning name, prefix',
    parameters: [person, new Date(ctx.now).toISOString()],
  });
  for (const { name, prefix } of ended) await tx.query(accountEvent(ctx, person, 'key-revoked', { name, prefix }));
}

/** Ends a key for good. Those of others need `access.edit`; what is not there or not one's own is `not-found`. */
export async function revokeKey(access: Access, ctx: Context, id: string): Promise<void> {
  if (!isId(id)) throw notFound();
  await access.database.transaction({ kind: 'staff' }, async (tx) => {
    const [key] = await tx.query<ApiKey>({
      sql: `select ${columns} from api_key where id = $1 for update`,
      parameters: [id],
    });
    if (!key) throw notFound();
    if (key.person !== ctx.actor.person) {
      try {
        mustHold(ctx, 'access.edit');
      } catch {
        throw notFound();
      }
    }
    if (key.revokedAt !== null) return;
    await tx.query({
      sql: 'update api_key set revoked_at = $2 where id = $1',
      parameters: [id, new Date(ctx.now).toISOString()],
    });
    await tx.query(accountEvent(ctx, key.person, 'key-revoked', { name: key.name, prefix: key.prefix }));
  });
}
