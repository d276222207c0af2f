import { notFound } from '#/base/refusal.ts';
import { hashPassword } from '#/platform/sessions/password.ts';
import { hashToken, isToken } from '#/platform/sessions/token.ts';
import { systemActor } from '#/record/server/context.ts';
import type { Access } from '#/processes/foundation/server/access/access.ts';
import { accountEvent } from './events.ts';
import { setDevice } from './known-device.ts';
import { endKeys } from './keys.ts';
import { knownAbout, mustBeGood, storePassword } from './password.ts';
import type { LinkFacts, Origin } from './types.ts';

/** A link that is still good: of an active person, whose account is not disabled. */
const good = `from one_time_link l join person p on p.id = l.person and p.state = 'active'
  join account a on a.person = l.person and not a.disabled
  where l.token_hash = $1 and l.purpose in ('invitation', 'password-reset') and l.used_at is null and l.expires_at > $2`;

interface GoodLink extends LinkFacts {
  person: string;
}

async function find(access: Access, token: string, now: number): Promise<GoodLink> {
  if (!isToken(token)) throw notFound();
  const [row] = await access.database.read<GoodLink>(
    { kind: 'staff' },
    {
      sql: `select l.purpose, l.person, p.name, p.email, coalesce(p.language, 'en') as language ${good}`,
      parameters: [hashToken(token), new Date(now).toISOString()],
    },
  );
  if (!row) throw notFound();
  return row;
}

/** Whom a link is for, for the page that asks for the password. Refuses with `not-found`; the link stays good. */
export async function describeLink(access: Access, token: string, now: number): Promise<LinkFacts> {
  const { purpose, name, email, language } = await find(access, token, now);
  return { purpose, name, email, language };
}

/**
 * Sets the password that somebody chose under an invitation or a reset. The link is used up by it, all sessions, keys and
 * other links of the person end, and nobody is signed in by it; but the browser is known from then on (`setDevice`: a
 * `Set-Cookie`), so that strangers who guess keep nobody out who has the mail box. Refuses with `not-found` (used, late,
 * foreign) or `invalid`, which leaves the link good.
 */
export async function redeemLink(
  access: Access,
  { token, password }: { token: string; password: string },
  { now, request, device }: Pick<Origin, 'now' | 'request' | 'device'>,
): Promise<{ setDevice: string }> {
  const { person, name } = await find(access, token, now);
  mustBeGood(password, await knownAbout(access, person));
  const hash = await hashPassword(password);
  await access.database.transaction({ kind: 'staff' }, async (tx) => {
    // Of two at once, the second waits for the row here and then finds the link used.
    const [used] = await tx.query({
      sql: `update one_time_link set used_at = $2 where token_hash = $1 and used_at is null
        and exists (select 1 ${good}) returning 1`,
      parameters: [hashToken(token), new Date(now).toISOString()],
    });
    if (!used) throw notFound();
    await storePassword(tx, person, hash, now);
    const actor = { ...systemActor(name), kind: 'person' as const, person };
    // A password is asked for anew by somebody whose old one is known to others, it may be, and their keys with it.
    await endKeys({ actor, now, request }, tx, person);
    await tx.query(accountEvent({ actor, now, request }, person, 'password-changed'));
  });
  return { setDevice: setDevice(access, person, { device, now }) };
}
