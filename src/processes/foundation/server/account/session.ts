import type { Runner } from '#/platform/database/pools.ts';
import { clearedCookie, sessionCookie } from '#/platform/sessions/cookie.ts';
import { hashToken, isToken, newToken } from '#/platform/sessions/token.ts';
import type { Access } from '#/processes/foundation/server/access/access.ts';
import { setDevice } from './known-device.ts';
import type { Origin, SignedIn } from './types.ts';

/** Begins a session under an id that nobody knew before. */
export async function beginSession(access: Access, tx: Runner, person: string, origin: Origin): Promise<SignedIn> {
  const { publicUrl, sessionMaximum } = access.settings;
  const token = newToken();
  const csrf = newToken();
  const { now, address, agent } = origin;
  await tx.query({
    sql: `insert into session (token_hash, person, csrf, created_at, seen_at, expires_at, address, agent)
      values ($1, $2, $3, $4, $4, $5, $6, $7)`,
    parameters: [
      hashToken(token),
      person,
      csrf,
      new Date(now).toISOString(),
      new Date(now + sessionMaximum).toISOString(),
      address.slice(0, 64),
      agent?.slice(0, 300) ?? null,
    ],
  });
  return { setCookie: sessionCookie(publicUrl, token), setDevice: setDevice(access, person, origin), csrf, person };
}

/** Ends the session of a cookie, whether or not it is still there. Answers with the `Set-Cookie` that clears it. */
export async function signOut(access: Access, cookie: string | undefined): Promise<string> {
  if (isToken(cookie)) {
    await access.database.read(
      { kind: 'staff' },
      {
        sql: 'delete from session where token_hash = $1',
        parameters: [hashToken(cookie)],
      },
    );
  }
  return clearedCookie(access.settings.publicUrl);
}

/** Ends every session of a person. */
export async function endSessions(tx: Runner, person: string): Promise<void> {
  await tx.query({ sql: 'delete from session where person = $1', parameters: [person] });
}
