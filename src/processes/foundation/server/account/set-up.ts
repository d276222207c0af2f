import { message, notFound, Refusal } from '#/base/refusal.ts';
import type { Runner } from '#/platform/database/pools.ts';
import { hashPassword } from '#/platform/sessions/password.ts';
import { hashToken, isToken, newToken } from '#/platform/sessions/token.ts';
import { checkValue } from '#/record/shared/check.ts';
import type { Context } from '#/record/server/context.ts';
import { perform } from '#/record/server/commit/perform.ts';
import { organisation as organisationRecord } from '#/processes/foundation/shared/organisation.ts';
import { person as personRecord } from '#/processes/foundation/shared/person.ts';
import type { Access } from '#/processes/foundation/server/access/access.ts';
import { systemContext } from '#/processes/foundation/server/access/access.ts';
import { seedRoles } from '#/processes/foundation/server/access/seed-roles.ts';
import { bucketOf, countAttempt } from './attempts.ts';
import { makeAccount, mustBeGood, storePassword } from './password.ts';
import type { Origin } from './types.ts';

/** What a new installation asks for. */
export interface SetupInput {
  /** Name of the organisation that provides the services. */
  organisation: string;
  /** The first administrator. */
  name: string;
  email: string;
  password: string;
  language?: 'en' | 'sk';
  timeZone?: string;
  /** Whose public holidays count: `SK`. */
  country?: string;
}

/** What the set-up made. */
export interface SetupResult {
  organisation: string;
  person: string;
}

/** How long a set-up link is good for; starting again prints a fresh one. */
export const setupLife = 24 * 3_600_000;

/** Wrong tokens from one address in the window. They cannot be guessed; this keeps them out of the database. */
const attemptsPerAddress = 30;

/**
 * Whether the set-up is over, for good: a set-up was completed, or somebody with a password is or ever was an
 * administrator. Retiring the last one does not open it again.
 */
export async function isSetUp(runner: Runner): Promise<boolean> {
  const rows = await runner.query({
    sql: `select 1 from one_time_link where purpose = 'setup' and used_at is not null
      union all select 1 from membership m join role r on r.id = m.role and r.code = 'administrator'
        join account a on a.person = m.person and a.password_hash is not null limit 1`,
    parameters: [],
  });
  return rows.length > 0;
}

/** One set-up at a time, in all processes. */
async function lockSetup(tx: Runner): Promise<void> {
  await tx.query({ sql: "select pg_advisory_xact_lock(hashtext('mainstay set-up'))", parameters: [] });
}

/** Makes the one set-up token there is, ending the ones before; null where the set-up is over. */
export async function newSetupToken(tx: Runner, now: number): Promise<string | null> {
  await lockSetup(tx);
  if (await isSetUp(tx)) return null;
  const token = newToken();
  await tx.query({ sql: "delete from one_time_link where purpose = 'setup' and used_at is null", parameters: [] });
  await tx.query({
    sql: "insert into one_time_link (token_hash, purpose, created_at, expires_at) values ($1, 'setup', $2, $3)",
    parameters: [hashToken(token), new Date(now).toISOString(), new Date(now + setupLife).toISOString()],
  });
  return token;
}

/** Whether a set-up token is good: answers with nothing, or refuses with `not-found`, as after the set-up. */
export async function describeSetup(access: Access, token: string, now: number): Promise<void> {
  if (!isToken(token)) throw notFound();
  await access.database.transaction({ kind: 'staff' }, async (tx) => {
    const [link] = await tx.query({
      sql: "select 1 from one_time_link where token_hash = $1 and purpose = 'setup' and used_at is null and expires_at > $2",
      parameters: [hashToken(token), new Date(now).toISOString()],
    });
    if (!link || (await isSetUp(tx))) throw notFound();
  });
}

/**
 * The first set-up, once: the provider, its first administrator (who is also a lead, so that somebody can work), the
 * roles and everything else that ships. Refuses with `not-found` when the token is not good or the set-up is over, and
 * with `invalid`, which leaves the token good.
 */
export async function completeSetup(
  access: Access,
  token: string,
  input: SetupInput,
  origin: Origin,
): Promise<SetupResult> {
  const attempts = { bucket: bucketOf('setup', 'address', origin.address), most: attemptsPerAddress };
  await countAttempt(access, [attempts], origin.now);
  await describeSetup(access, token, origin.now);
  const hash = await checkedHash(input);
  return access.database.transaction({ kind: 'staff' }, async (tx) => {
    await lockSetup(tx);
    if (await isSetUp(tx)) throw notFound();
    const [used] = await tx.query({
      sql: `update one_time_link set used_at = $2
        where token_hash = $1 and purpose = 'setup' and used_at is null and expires_at > $2 returning 1`,
      parameters: [hashToken(token), new Date(origin.now).toISOString()],
    });
    if (!used) throw notFound();
    return furnish({ ...systemContext(access, origin.now, origin.request), tx }, access, input, hash);
  });
}

/** The same without a token, for the command line. Answers null where the set-up is over. */
export async function setUpUnattended(
  access: Access,
  input: SetupInput,
  origin: Pick<Origin, 'now' | 'request'>,
): Promise<SetupResult | null> {
  const hash = await checkedHash(input);
  return access.database.transaction({ kind: 'staff' }, async (tx) => {
    const token = await newSetupToken(tx, origin.now);
    if (token === null) return null;
    await tx.query({
      sql: 'update one_time_link set used_at = created_at where token_hash = $1',
      parameters: [hashToken(token)],
    });
    return furnish({ ...systemContext(access, origin.now, origin.request), tx }, access, input, hash);
  });
}

/** Checks the input as the records themselves would, so that nothing is used up by a mistake. */
async function checkedHash(input: SetupInput): Promise<string> {
  const { organisation, name, email, password, timeZone, country } = input;
  const checks = {
    organisation: [organisationRecord.fields.name, organisation],
    name: [personRecord.fields.name, name],
    email: [personRecord.fields.email, email],
    timeZone: [personRecord.fields.timeZone, timeZone ?? 'UTC'],
    country: [organisationRecord.fields.country, country ?? 'SK'],
  } as const;
  const problems = Object.entries(checks).flatMap(([field, [definition, value]]) => {
    const result = checkValue(definition, value);
    if ('problem' in result) return [[field, result.problem] as const];
    return result.value === null ? [[field, message('field.required')] as const] : [];
  });
  if (problems.length > 0) throw new Refusal('invalid', 'refusal.invalid', Object.fromEntries(problems));
  mustBeGood(password, [organisation, name, email]);
  return hashPassword(password);
}

async function furnish(
  ctx: Context & { tx: Runner },
  access: Access,
  input: SetupInput,
  hash: string,
): Promise<SetupResult> {
  const { language = 'en', timeZone = 'UTC', country = homes[language] } = input;
  const organisation = await perform(ctx, 'organisation', 'create', null, { name: input.organisation, kind: 'unit' });
  const person = await personOf(ctx, input, organisation.id, { language, timeZone });
  await makeAccount(ctx.tx, ctx, person);
  await storePassword(ctx.tx, person, hash, ctx.now);
  const roles = await seedRoles(ctx, language);
  for (const code of ['administrator', 'lead']) {
    await perform(ctx, 'membership', 'create', null, { person, organisation: organisation.id, role: roles.get(code) });
  }
  await access.seed?.(ctx, { language, timeZone, country, organisation: organisation.id, person });
  await firstGroup(ctx, person, language);
  return { organisation: organisation.id, person };
}

/** The administrator's record; somebody of that address may be known already, from demo data or an import. */
async function personOf(
  ctx: Context & { tx: Runner },
  { name, email }: SetupInput,
  organisation: string,
  more: Record<string, unknown>,
): Promise<string> {
  const [known] = await ctx.tx.query<{ id: string; state: string }>({
    sql: 'select id, state from person where lower(email) = lower($1)',
    parameters: [email.trim()],
  });
  if (!known) return (await perform(ctx, 'person', 'create', null, { name, email, organisation, ...more })).id;
  if (known.state === 'retired') await perform(ctx, 'person', 'restore', known.id, {});
  await perform(ctx, 'person', 'edit', known.id, { name, organisation, ...more });
  return known.id;
}

/** The country that is meant where only a language was given. */
const homes = { en: 'GB', sk: 'SK' } as const;
const groupNames = { en: 'Service desk', sk: 'Stredisko podpory' } as const;

/** Agents see the customers that their groups serve, so a desk without a group would be blind: it gets a first one. */
async function firstGroup(ctx: Context & { tx: Runner }, person: string, language: 'en' | 'sk'): Promise<void> {
  const groups = await ctx.tx.query<{ id: string; members: string[] }>({
    sql: "select id, members from support_group where state = 'active' order by tier, number",
    parameters: [],
  });
  const [first] = groups;
  if (first && first.members.length > 0) return;
  if (first) await perform(ctx, 'group', 'edit', first.id, { members: [person], lead: person });
  else await perform(ctx, 'group', 'create', null, { name: groupNames[language], members: [person], lead: person });
}
