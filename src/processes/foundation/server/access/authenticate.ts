import { hashToken, isToken } from '#/platform/sessions/token.ts';
import { isKey } from '#/platform/sessions/key.ts';
import type { Credential, Presented, SignedContext } from '#/processes/foundation/server/account/types.ts';
import { epochColumns, knowEpochs } from '#/record/server/epoch.ts';
import type { Epochs } from '#/record/server/epoch.ts';
import type { Statement } from '#/platform/database/build.ts';
import type { Runner } from '#/platform/database/pools.ts';
import type { Access } from './access.ts';
import { loadActor } from './actor.ts';
import type { LoadedActor } from './actor.ts';
import type { AsOf } from './memory.ts';

/** `seen_at` and `used_at` are moved at most this often, so that reading does not become writing. */
const touchEvery = 60_000;

/**
 * Who a request is from: one SQL statement, and the person's rights from memory while nothing changes them. Null where
 * nobody is signed in. Somebody who may not use the workspace looks through the portal's face, whatever was asked for.
 */
export async function authenticate(access: Access, presented: Presented): Promise<SignedContext | null> {
  const asked = questionOf(access, presented);
  const found = asked && (await find(access, asked));
  if (!found) return null;
  const loaded = await actorOf(access, found.person, found);
  if (!loaded) return null;
  access.recognised.set(asked.name, { found, loaded });
  return contextOf(access, presented, { found, loaded });
}

/** Who somebody turned out to be. */
export interface Recognised {
  found: Found;
  loaded: LoadedActor;
}

/** The context of a request from somebody. */
export function contextOf(access: Access, presented: Presented, { found, loaded }: Recognised): SignedContext {
  const { now } = presented;
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

/** What is asked of the database about a token: the rows that it is good for, and the statement that says it was used. */
export interface Question {
  /** What the token is remembered by, which does not give it away. */
  name: string;
  kind: 'key' | 'session';
  /** What is stored of the token. */
  hash: Buffer;
  /** Instants in ISO 8601: since when its use counts as noted, the present, and since when a session must have been seen. */
  noted: string;
  at: string;
  seen: string | null;
  columns: string;
  /** Whether it has not been said for a while that the token is used. */
  stale: string;
  from: string;
  parameters: readonly unknown[];
  touch: Statement<never>;
}

/** The question about what a request presents; null where that is no token. */
export function questionOf(access: Access, { cookie, bearer, now }: Presented): Question | null {
  if (bearer === undefined ? !isToken(cookie) : !isKey(bearer)) return null;
  const hash = hashToken((bearer ?? cookie) as string);
  const kind = bearer === undefined ? 'session' : 'key';
  const [noted, at] = [iso(now - touchEvery), iso(now)];
  const about = { name: `${kind} ${hash.toString('base64')}`, hash, noted, at };
  if (kind === 'key') {
    return {
      ...about,
      kind,
      seen: null,
      columns: `k.id, k.person, k.scopes, null as csrf`,
      stale: 'k.used_at is null or k.used_at < $2::timestamptz',
      from: `from api_key k join account a on a.person = k.person and not a.disabled join person p on p.id = k.person, epoch e
        where k.token_hash = $1 and k.revoked_at is null and (k.expires_at is null or k.expires_at > $3)`,
      parameters: [hash, noted, at],
      touch: {
        sql: 'update api_key set used_at = greatest(used_at, $2) where token_hash = $1',
        parameters: [hash, at],
      },
    };
  }
  const seen = iso(now - access.settings.sessionIdle);
  return {
    ...about,
    kind,
    seen,
    columns: `substr(encode(s.token_hash, 'hex'), 1, 32) as id, s.person, null::text[] as scopes, s.csrf`,
    stale: 's.seen_at < $2::timestamptz',
    from: `from session s join account a on a.person = s.person and not a.disabled join person p on p.id = s.person, epoch e
      where s.token_hash = $1 and s.expires_at > $3 and s.seen_at > $4`,
    parameters: [hash, noted, at, seen],
    touch: {
      sql: 'update session set seen_at = greatest(seen_at, $2) where token_hash = $1',
      parameters: [hash, at],
    },
  };
}

interface FoundRow extends AsOf, Epochs {
  id: string;
  person: string;
  scopes: string[] | null;
  csrf: string | null;
  stale: boolean;
}

async function find(access: Access, question: Question): Promise<Found | null> {
  const { columns, stale, from, parameters, touch } = question;
  const sql = `select ${columns}, ${stale} as stale, p.version, ${epochColumns} ${from}`;
  const [row] = await access.database.read<FoundRow>({ kind: 'staff' }, { sql, parameters });
  if (!row) return null;
  if (row.stale) await access.database.read({ kind: 'staff' }, touch);
  const { id, csrf } = row;
  return { ...row, credential: csrf === null ? { kind: 'key', id } : { kind: 'session', id, csrf } };
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
