import pg from 'pg';
import { Failure } from '#/platform/process/failure.ts';
import { loginRoles, rolePassword } from './pools.ts';

/** What a login role of ours must not be able to do, and the word that takes it away. */
const attributes = {
  rolsuper: 'nosuperuser',
  rolcreatedb: 'nocreatedb',
  rolcreaterole: 'nocreaterole',
  rolreplication: 'noreplication',
  rolbypassrls: 'nobypassrls',
} as const;

type Found = Record<keyof typeof attributes | 'rolcanlogin', boolean>;

/**
 * Makes the login roles, or gives existing ones this installation's passwords; nothing else of an existing role is
 * touched, since naming an attribute in `alter role` takes a superuser, even to deny it (PostgreSQL 15 and newer). The
 * owner need not be a superuser: CREATEROLE is enough on 15, and from 16 on for roles that it made itself or has with
 * the admin option (https://www.postgresql.org/docs/18/role-attributes.html).
 *
 * The owner becomes a member of each: then it may cancel their statements, and their policies let it see every row.
 * @throws Failure when a role may do more than it should, or cannot be given our password
 */
export async function createRoles(client: pg.Client, url: string, secret: Buffer): Promise<void> {
  const roles = Object.values(loginRoles);
  for (const role of roles) await createRole(client, role, rolePassword(secret, role), url);
  // The relay sees which transactions of the staff role still run: their rows are not its to pass over.
  await addMember(client, loginRoles.staff, loginRoles.relay);
  const { rows } = await client.query<{ owner: string; superuser: boolean }>(
    'select rolname as owner, rolsuper as superuser from pg_roles where rolname = current_user',
  );
  const { owner = '', superuser = true } = rows[0] ?? {};
  if (!superuser) for (const role of roles) await addMember(client, role, owner);
}

async function createRole(client: pg.Client, role: string, password: string, url: string): Promise<void> {
  const columns = [...Object.keys(attributes), 'rolcanlogin'].join(', ');
  const { rows } = await client.query<Found>(`select ${columns} from pg_roles where rolname = $1`, [role]);
  const [found] = rows;
  const secret = client.escapeLiteral(password);
  if (found === undefined) {
    await client.query(`create role ${role} login ${Object.values(attributes).join(' ')} password ${secret}`);
    return;
  }
  const wrong = Object.entries(attributes).filter(([name]) => found[name as keyof Found]);
  const words = wrong.map(([, word]) => word).join(' ');
  if (words !== '')
    throw new Failure(
      `The role ${role} exists, and is not what Mainstay's login role has to be.`,
      `As a superuser: alter role ${role} ${words};`,
    );
  try {
    // A restored dump made it without the right to sign in.
    await client.query(`alter role ${role}${found.rolcanlogin ? '' : ' login'} password ${secret}`);
  } catch (error) {
    if (!isRefused(error)) throw error;
    // Somebody else made the roles: that is well where they gave them the very password that we would.
    if (!(await letsIn(url, role, password)))
      throw new Failure(
        `The role ${role} was made by somebody else, and the role of DATABASE_URL may not give it a password.`,
        `As a superuser: grant ${role} to ${(await currentUser(client)) ?? 'the owner'} with admin option;`,
        { cause: error },
      );
  }
}

async function addMember(client: pg.Client, role: string, member: string): Promise<void> {
  const { rows } = await client.query<{ member: boolean }>("select pg_has_role($1, $2, 'usage') as member", [
    member,
    role,
  ]);
  if (rows[0]?.member) return;
  const name = client.escapeIdentifier(member);
  try {
    await client.query(`grant ${role} to ${name}`);
  } catch (error) {
    if (!isRefused(error)) throw error;
    throw new Failure(
      `The role of DATABASE_URL may not make ${member} a member of ${role}.`,
      `As a superuser: grant ${role} to ${name};`,
      { cause: error },
    );
  }
}

/** PostgreSQL's insufficient_privilege. */
function isRefused(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '42501';
}

async function currentUser(client: pg.Client): Promise<string | undefined> {
  const { rows } = await client.query<{ name: string }>('select current_user as name');
  return rows[0]?.name;
}

/** Whether a login role can sign in with this password. */
export async function letsIn(url: string, role: string, password: string): Promise<boolean> {
  const at = new URL(url);
  at.username = role;
  at.password = password;
  const client = new pg.Client({ connectionString: at.href, connectionTimeoutMillis: 5000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
