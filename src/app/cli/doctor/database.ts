import pg from 'pg';
import { loginRoles, rolePassword } from '#/platform/database/pools.ts';
import { letsIn } from '#/platform/database/roles.ts';
import { longestWait, oldestWaiting } from '#/platform/telemetry/database.ts';
import { projectRoot } from '#/platform/config/settings.ts';
import { errorMessage } from '#/platform/process/failure.ts';
import { type Finding, fail, ok, warn } from './finding.ts';
import { checkPartitions } from './partitions.ts';

const leastVersion = 15;
const newestVersion = 18;
/** More than this, and deadlines that a person reads differ visibly between the two clocks. */
const skewMs = 2000;

/** Everything that is asked of the database. @param secret the installation's, from which passwords derive */
export async function checkDatabase(url: string, secret: Buffer): Promise<Finding[]> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5000,
    application_name: 'mainstay doctor',
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    const { hostname, port } = new URL(url);
    const where = `${hostname}:${port || 5432}`;
    return [fail('database', `${where} cannot be used: ${errorMessage(error)}.`, 'Check DATABASE_URL and the server.')];
  }
  try {
    const found = [await version(client), await rights(client), await clock(client), await migrations(client)];
    // Before the first migration there are none.
    if (found.every(({ outcome }) => outcome !== 'fail')) found.push(await logins(client, url, secret));
    if (found.some(({ check, outcome }) => check === 'migrations' && outcome === 'ok'))
      found.push(await worker(client), await checkPartitions(client));
    return found;
  } finally {
    await client.end();
  }
}

async function version(client: pg.Client): Promise<Finding> {
  const { rows } = await client.query<{ number: number; encoding: string }>(
    "select current_setting('server_version_num')::int as number, current_setting('server_encoding') as encoding",
  );
  const { number = 0, encoding } = rows[0] ?? {};
  const found = `PostgreSQL ${Math.floor(number / 10_000)}.${number % 10_000}, ${encoding}.`;
  const major = Math.floor(number / 10_000);
  if (major < leastVersion)
    return fail('database', found, `Mainstay needs PostgreSQL ${leastVersion}-${newestVersion}: upgrade it.`);
  if (encoding !== 'UTF8') return fail('database', found, "Make the database anew with encoding 'UTF8'.");
  if (major > newestVersion)
    return warn('database', found, `Mainstay is tested with PostgreSQL ${leastVersion}-${newestVersion}.`);
  return ok('database', found);
}

async function rights(client: pg.Client): Promise<Finding> {
  const { rows } = await client.query<{ role: string; makes: boolean; creates: boolean; sees: boolean }>(`
    select rolname as role, rolsuper or rolcreaterole as makes, rolsuper or rolbypassrls as sees,
      has_database_privilege(current_database(), 'create') as creates
    from pg_roles where rolname = current_user`);
  const { role = '', makes = false, creates = false, sees = false } = rows[0] ?? {};
  const missing = [...(makes ? [] : ['createrole']), ...(creates ? [] : ['create in the database'])];
  if (missing.length === 0 && !sees)
    return warn(
      'rights',
      `The role ${role} may make tables and login roles, but not see every row, which a backup has to.`,
      `As a superuser: alter role ${role} bypassrls;`,
    );
  if (missing.length === 0) return ok('rights', `The role ${role} may make tables and login roles.`);
  return fail(
    'rights',
    `The role ${role} lacks: ${missing.join(', ')}.`,
    `As a superuser: alter role ${role} createrole; grant create on database … to ${role};`,
  );
}

/** Half of the round trip is taken as the time that the answer was under way. */
async function clock(client: pg.Client): Promise<Finding> {
  const before = Date.now();
  const { rows } = await client.query<{ now: string }>('select extract(epoch from clock_timestamp()) * 1000 as now');
  const after = Date.now();
  const skew = Math.round(Number(rows[0]?.now) - (before + after) / 2);
  const found = `The database's clock differs by ${Math.abs(skew)} ms from this machine's.`;
  const mend = 'Keep both in step: chrony or systemd-timesyncd.';
  return Math.abs(skew) <= skewMs + (after - before) ? ok('clock', found) : warn('clock', found, mend);
}

/** The login roles belong to the whole server: another installation on it may have changed their passwords. */
async function logins(client: pg.Client, url: string, secret: Buffer): Promise<Finding> {
  const wanted = Object.values(loginRoles);
  const { rows } = await client.query<{ name: string }>(
    'select rolname as name from pg_roles where rolname = any($1)',
    [wanted],
  );
  const there = rows.map(({ name }) => name);
  if (there.length < wanted.length)
    return warn('logins', 'Not all login roles are made yet.', 'Make them: mainstay migrate.');
  const shut: string[] = [];
  for (const role of wanted) if (!(await letsIn(url, role, rolePassword(secret, role)))) shut.push(role);
  if (shut.length === 0) return ok('logins', 'The login roles let Mainstay in.');
  return fail(
    'logins',
    `Not let in: ${shut.join(', ')}. Their passwords are not those of this installation's secret key.`,
    'Set them: mainstay migrate. Two installations on one server need the same secret key.',
  );
}

/** What waits for the worker; where Mainstay does not run, it waits until it does. */
async function worker(client: pg.Client): Promise<Finding> {
  const { rows } = await client.query<{ waited: number | null }>(
    `select extract(epoch from now() - (${oldestWaiting})) * 1000 as waited`,
  );
  const waited = Number(rows[0]?.waited ?? 0);
  if (waited <= longestWait) return ok('worker', 'Nothing waits for the worker.');
  return warn(
    'worker',
    `Changes have waited ${Math.round(waited / 60_000)} minutes for the worker: nobody is told of them, and no clock ends.`,
    'Start Mainstay; where it runs, start it again, and look into its log.',
  );
}

async function migrations(client: pg.Client): Promise<Finding> {
  const { readMigrations } = await import('#/platform/database/migrate.ts');
  const wanted = await readMigrations(projectRoot);
  const table = await client.query<{ there: boolean }>("select to_regclass('migration') is not null as there");
  const done = table.rows[0]?.there
    ? await client.query<{ number: number; sha256: string }>('select number, sha256 from migration')
    : { rows: [] };
  const applied = new Map(done.rows.map((row) => [row.number, row.sha256]));
  const pending = wanted.filter(({ number }) => !applied.has(number)).length;
  const changed = wanted.filter(({ number, sha256 }) => applied.has(number) && applied.get(number) !== sha256);
  const newest = Math.max(0, ...wanted.map(({ number }) => number));
  if (changed.length > 0)
    return fail(
      'migrations',
      `Changed after they were applied: ${changed.map(({ name }) => name).join(', ')}.`,
      'Use an unchanged copy of Mainstay.',
    );
  if (Math.max(0, ...applied.keys()) > newest)
    return fail('migrations', 'The database was migrated by a newer Mainstay.', 'Use that version, or a newer one.');
  if (pending > 0) return warn('migrations', `${pending} are pending.`, 'Apply them: mainstay migrate.');
  return ok('migrations', `All ${wanted.length} are applied.`);
}
