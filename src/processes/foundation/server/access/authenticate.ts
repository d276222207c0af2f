import { hashToken, isToken } from '#/platform/sessions/token.ts';
import { isKey } from '#/platform/sessions/key.ts';
import type { Credential, Presented, SignedContext } from '#/processes/foundation/server/account/types.ts';
import { epochColumns, knowEpochs } from '#/record/server/epoch.ts';
import type { Epochs } from '#/record/server/epoch.ts';
import type { Runner } from '#/platform/database/pools.ts';
import type { Access } from './access.ts';
import { loadActor } from './actor.ts';
import type { LoadedActor } from './actor.ts';
import type { AsOf } from './memory.ts';

/** `seen_at` and `used_at` are moved at most this often, so that reading does not become writing. */
const touchEvery = 60_000;

/**
 * Who a request is from: one SQL statement, and the person's rights from memory while nothing changes them. Null where nobody is signed in. Somebody who may not use the workspace looks through the portal's face,
 * whatever was asked for.
 */
export async function authenticate(access: Access, presented: Presented): Promise<SignedContext | null> {
  const { cookie, bearer, now } = presented;
  const found = bearer === undefined ? await bySession(access, cookie, now) : await byKey(access, bearer, now);
  if (!found) return null;
  const loaded = await actorOf(access, found.person, found);
  if (!loaded) return null;
  knowEpochs(presented.request, found);
  const actor = found.scopes === null ? loaded.actor : { ...loaded.actor, scopes: found.scopes };
  return {
    db: access.database,
    kit: access.kit,
    actor,
    face: actor.workspace ? presented.face : 'portal',
    now,
    request: presented.request,
    credential: found.credential,
    profile: loaded.profile,
    asOf: { access: found.access, version: found.version },
  };
}

/** What a person may do, from memory where nothing of it has changed since. */
export function actorOf(access: Access, person: string, asOf: AsOf): Promise<LoadedActor | null> {
  return access.actors.get(person, asOf, () =>
    // One connection, so that the driver pipelines the statements.
    access.database.transaction({ kind: 'staff' }, (tx) => loadActor(tx, access.kit, person, access.warn)),
  );
}

/** As of when the rights of people are, to be asked for in memory; who is not there is not among them. */
export async function rightsAsOf(
  runner: Runner,
  people: readonly string[],
): Promise<Map<string, AsOf & { epochs: Epochs }>> {
  const rows = await runner.query<{ id: string; version: number } & Epochs>({
    sql: `select p.id, p.version, ${epochColumns} from person p, epoch e where p.id = any($1::uuid[])`,
    parameters: [people],
  });
  return new Map(rows.map(({ id, version, ...epochs }) => [id, { access: epochs.access, version, epochs }]));
}

interface Found extends AsOf, Epochs {
  person: string;
  scopes: readonly string[] | null;
  credential: Credential;
}

interface SessionRow extends AsOf, Epochs {
  person: string;
  csrf: string;
  stale: boolean;
}

async function bySession(access: Access, token: string | undefined, now: number): Promise<Found | null> {
  if (!isToken(token)) return null;
  const hash = hashToken(token);
  const { sessionIdle } = access.settings;
  const [row] = await access.database.read<SessionRow>(
    { kind: 'staff' },
    {
      sql: `select s.person, s.csrf, s.seen_at < $2::timestamptz as stale, p.version, ${epochColumns}
      from session s join account a on a.person = s.person and not a.disabled join person p on p.id = s.person, epoch e
      where s.token_hash = $1 and s.expires_at > $3 and s.seen_at > $4`,
      parameters: [hash, iso(now - touchEvery), iso(now), iso(now - sessionIdle)],
    },
  );
  if (!row) return null;
  if (row.stale) {
    await access.database.read(
      { kind: 'staff' },
      {
        sql: 'update session set seen_at = greatest(seen_at, $2) where token_hash = $1',
        parameters: [hash, iso(now)],
      },
    );
  }
  const credential: Credential = { kind: 'session', id: sessionId(hash), csrf: row.csrf };
  return { ...row, scopes: null, credential };
}

interface KeyRow extends AsOf, Epochs {
  id: string;
  person: string;
  scopes: string[];
  stale: boolean;
}

async function byKey(access: Access, token: string, now: number): Promise<Found | null> {
  if (!isKey(token)) return null;
  const [row] = await access.database.read<KeyRow>(
    { kind: 'staff' },
    {
      sql: `select k.id, k.person, k.scopes, k.used_at is null or k.used_at < $2::timestamptz as stale,
        p.version, ${epochColumns}
      from api_key k join account a on a.person = k.person and not a.disabled join person p on p.id = k.person, epoch e
      where k.token_hash = $1 and k.revoked_at is null and (k.expires_at is null or k.expires_at > $3)`,
      parameters: [hashToken(token), iso(now - touchEvery), iso(now)],
    },
  );
  if (!row) return null;
  if (row.stale) {
    await access.database.read(
      { kind: 'staff' },
      {
        sql: 'update api_key set used_at = greatest(used_at, $2) where id = $1',
        parameters: [row.id, iso(now)],
      },
    );
  }
  return { ...row, credential: { kind: 'key', id: row.id } };
}

/** A name for a session that may be logged: the first half of its hash. */
function sessionId(hash: Buffer): string {
  return hash.toString('hex').slice(0, 32);
}

/** Whether the session or key behind a context still holds: for streams, which outlive their request. */
export async function stillSignedIn(access: Access, ctx: SignedContext, now: number): Promise<boolean> {
  const { credential } = ctx;
  const rows =
    credential.kind === 'session'
      ? await access.database.read(
          { kind: 'staff' },
          {
            sql: `select 1 from session s join account a on a.person = s.person and not a.disabled
            join person p on p.id = s.person and p.state = 'active'
            where s.person = $1 and substr(encode(s.token_hash, 'hex'), 1, 32) = $2 and s.expires_at > $3
              and s.seen_at > $4`,
            parameters: [ctx.actor.person, credential.id, iso(now), iso(now - access.settings.sessionIdle)],
          },
        )
      : await access.database.read(
          { kind: 'staff' },
          {
            sql: `select 1 from api_key k join account a on a.person = k.person and not a.disabled
            join person p on p.id = k.person and p.state = 'active'
            where k.id = $1 and k.revoked_at is null and (k.expires_at is null or k.expires_at > $2)`,
            parameters: [credential.id, iso(now)],
          },
        );
  return rows.length > 0;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
