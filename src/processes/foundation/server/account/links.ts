import { Refusal } from '#/base/refusal.ts';
import type { Runner } from '#/platform/database/pools.ts';
import { hashToken, newToken } from '#/platform/sessions/token.ts';
import type { Context } from '#/record/server/context.ts';
import type { Access } from '#/processes/foundation/server/access/access.ts';
import { bucketOf, countAttempt } from './attempts.ts';
import { accountEvent } from './events.ts';
import { makeAccount } from './password.ts';
import type { AccountHolder } from './rights.ts';
import { activePerson, mustHold } from './rights.ts';
import type { IssuedLink, LinkMessage, OneTimeLink, Origin } from './types.ts';

type Purpose = LinkMessage['purpose'];

/** How long a link is good for: half an hour for a reset (ASVS 6.4.x), three days for an invitation. */
export const linkLife: Readonly<Record<Purpose, number>> = {
  'password-reset': 30 * 60_000,
  invitation: 72 * 3_600_000,
};

const paths: Readonly<Record<Purpose, string>> = { 'password-reset': 'reset-password', invitation: 'welcome' };

/** Resets that may be asked for one address in the window, before more are quietly not made. */
const resetsPerAccount = 3;
const resetsPerAddress = 20;

function linkOf(access: Access, purpose: Purpose, token: string, now: number): OneTimeLink {
  const expiresAt = new Date(now + linkLife[purpose]).toISOString();
  return { url: `${access.settings.publicUrl}/${paths[purpose]}#${token}`, expiresAt };
}

/** Makes a link; the ones made before for the same purpose end. */
async function makeLink(
  access: Access,
  tx: Runner,
  ctx: Context,
  purpose: Purpose,
  person: string,
): Promise<OneTimeLink> {
  const token = newToken();
  const link = linkOf(access, purpose, token, ctx.now);
  await tx.query({
    sql: 'delete from one_time_link where person = $1 and purpose = $2 and used_at is null',
    parameters: [person, purpose],
  });
  await tx.query({
    sql: 'insert into one_time_link (token_hash, person, purpose, created_at, expires_at) values ($1, $2, $3, $4, $5)',
    parameters: [hashToken(token), person, purpose, new Date(ctx.now).toISOString(), link.expiresAt],
  });
  return link;
}

/** Makes a link for somebody, by a person who may give rights; the answer can be handed over by hand. */
async function issue(access: Access, ctx: Context, purpose: Purpose, id: string): Promise<IssuedLink> {
  mustHold(ctx, 'access.edit');
  const { link, holder } = await access.database.transaction({ kind: 'staff' }, async (tx) => {
    const person = await activePerson(tx, id);
    if (person.email === null) throw new Refusal('conflict', 'access.no-address');
    if (purpose === 'invitation') await makeAccount(tx, ctx, id);
    const [account] = await tx.query<{ disabled: boolean }>({
      sql: 'select disabled from account where person = $1',
      parameters: [id],
    });
    if (!account) throw new Refusal('conflict', 'access.no-account');
    if (account.disabled) throw new Refusal('conflict', 'access.account-disabled');
    const made = await makeLink(access, tx, ctx, purpose, id);
    await tx.query(accountEvent(ctx, id, purpose === 'invitation' ? 'invited' : 'password-reset-issued'));
    return { link: made, holder: person };
  });
  deliver(access, purpose, link, holder);
  return { ...link, mailed: access.deliver !== undefined };
}

/** Makes the person an account where there is none, and a link under which they choose a password. */
export function invite(access: Access, ctx: Context, person: string): Promise<IssuedLink> {
  return issue(access, ctx, 'invitation', person);
}

/** Makes a link under which a person with an account chooses a new password. */
export function issuePasswordReset(access: Access, ctx: Context, person: string): Promise<IssuedLink> {
  return issue(access, ctx, 'password-reset', person);
}

/**
 * Asked for by somebody who says they forgot their password. The answer, and the time it takes, are the same whether
 * the address is known or not: an unknown one gets a link that belongs to nobody. The newest link ends the ones before.
 * Refuses only with `too-many`.
 */
export async function requestPasswordReset(
  access: Access,
  { email }: { email: string },
  origin: Origin,
): Promise<void> {
  const { now, address } = origin;
  await countAttempt(access, [{ bucket: bucketOf('reset', 'address', address), most: resetsPerAddress }], now);
  try {
    await countAttempt(access, [{ bucket: bucketOf('reset', 'account', email), most: resetsPerAccount }], now);
  } catch (error) {
    // A flood of mails to somebody stops without telling who is known here.
    if (error instanceof Refusal) return;
    throw error;
  }
  const token = newToken();
  const link = linkOf(access, 'password-reset', token, now);
  const [row] = await access.database.read<Partial<AccountHolder>>(
    { kind: 'staff' },
    {
      sql: `with holder as (
        select p.id, p.name, p.email, coalesce(p.language, 'en') as language
        from person p join account a on a.person = p.id and not a.disabled
        where lower(p.email) = lower($1) and p.state = 'active'),
      ended as (delete from one_time_link where person = (select id from holder) and purpose = 'password-reset'
        and used_at is null),
      made as (insert into one_time_link (token_hash, person, purpose, created_at, expires_at)
        values ($2, (select id from holder), 'password-reset', $3, $4) returning 1)
      select holder.* from made left join holder on true`,
      parameters: [email.trim(), hashToken(token), new Date(now).toISOString(), link.expiresAt],
    },
  );
  if (row?.id) deliver(access, 'password-reset', link, row as AccountHolder);
}

/** Hands a link to the mail, without anybody waiting for it. */
function deliver(access: Access, purpose: Purpose, link: OneTimeLink, holder: AccountHolder): void {
  const { id, name, email, language } = holder;
  if (!access.deliver || email === null) return;
  access
    .deliver({ ...link, purpose, person: id, name, email, language })
    .catch((error: unknown) =>
      access.warn('a one-time link could not be mailed', { person: id, error: String(error) }),
    );
}
