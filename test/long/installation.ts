import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { projectRoot } from '#/platform/config/settings.ts';
import { freePort } from '#/platform/postgres/port.ts';
import { runningServer } from '#/platform/postgres/registry.ts';
import { dataFolderAt } from '#/platform/process/data-folder.ts';

const cli = join(projectRoot, 'src/app/cli.ts');

/** What can be killed of a running installation. */
export type Part = 'web' | 'worker' | 'postgres' | 'everything';

/** A whole Mainstay as `npm start` runs it, in processes of its own, on a data folder of its own. */
export interface Installation {
  address: string;
  folder: string;
  /** Runs a command to its end; answers with its standard output. */
  command(...args: string[]): Promise<string>;
  /** The superuser's URL of the embedded database; read anew each time, as the port may move. */
  databaseUrl(): string;
  /** The number of a part's process now, or undefined while it does not run. */
  pidOf(part: Part): number | undefined;
  /** Starts it (again), and settles when it says where it is reached. */
  start(): Promise<void>;
  /** What it wrote to standard error, newest last. */
  said(): string;
  close(): Promise<void>;
}

/** Makes the data folder and starts everything. `settings` are environment variables. */
export async function startInstallation(settings: Record<string, string> = {}): Promise<Installation> {
  const folder = mkdtempSync(join(tmpdir(), 'mainstay-long-'));
  const port = await freePort('127.0.0.1');
  const env = {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    TZ: 'UTC',
    NODE_COMPILE_CACHE: join(projectRoot, 'node_modules/.cache/mainstay-compile'),
    MAINSTAY_DATA: folder,
    PORT: String(port),
    LOG_LEVEL: 'warn',
    RATE_LIMIT: '1000000',
    ...settings,
  };
  let up: ChildProcess | undefined;
  let said = '';

  const one: Installation = {
    address: `http://127.0.0.1:${port}`,
    folder,
    said: () => said,
    async command(...args) {
      const child = spawn(process.execPath, [cli, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
      let out = '';
      let problem = '';
      child.stdout.on('data', (data) => (out += data));
      child.stderr.on('data', (data) => (problem += data));
      const [code] = (await once(child, 'close')) as [number | null];
      if (code !== 0) throw new Error(`mainstay ${args[0]} ended with ${code}: ${problem}`);
      return out.trim();
    },
    databaseUrl() {
      const at = dataFolderAt(folder);
      const server = runningServer(join(folder, 'postgres'));
      if (server === undefined) throw new Error('the database does not run');
      const password = readFileSync(at.databasePassword, 'utf8').trim();
      return `postgres://postgres:${password}@127.0.0.1:${server.port}/mainstay`;
    },
    pidOf(part) {
      if (part === 'everything') return up?.pid;
      if (part === 'postgres') return runningServer(join(folder, 'postgres'))?.pid;
      return up?.pid === undefined ? undefined : childOf(up.pid, part);
    },
    async start() {
      up = spawn(process.execPath, [cli, 'up', '--json'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
      up.stderr?.on('data', (data) => (said = (said + String(data)).slice(-20_000)));
      const lines = createInterface(up.stdout!);
      const ended = once(up, 'exit').then(([code]) => {
        throw new Error(`mainstay up ended with ${code}: ${said}`);
      });
      ended.catch(() => undefined);
      const [line] = (await Promise.race([once(lines, 'line'), ended])) as [string];
      // The reason follows on standard error, and the end with it.
      if (!line.includes('"address"')) await ended;
    },
    async close() {
      if (up !== undefined && up.exitCode === null && up.signalCode === null) {
        up.kill('SIGTERM');
        await once(up, 'exit');
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await one.start();
  return one;
}

/** The child of a process whose command line runs one of our commands (Linux). */
function childOf(parent: number, command: string): number | undefined {
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      if (Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) !== parent) continue;
      if (readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(`\0${command}\0--supervised`)) return Number(name);
    } catch {
      // It ended while we looked.
    }
  }
  return undefined;
}

/** What a caller of the API needs: a key of an agent whose group serves a customer, and a person of that customer. */
export interface Caller {
  key: string;
  user: string;
}

/** Sets the installation up by its own commands, and by its API as the administrator. */
export async function prepareCaller(installation: Installation): Promise<Caller> {
  const password = join(installation.folder, 'password');
  writeFileSync(password, 'nine loud storks at dawn\n', { mode: 0o600 });
  const admin = 'admin@provider.example';
  const agent = 'agent@provider.example';
  await installation.command(
    'setup',
    '--organisation',
    'Provider',
    '--email',
    admin,
    '--password-file',
    password,
    '--time-zone',
    'UTC',
  );
  await installation.command('user', 'add', '--email', agent, '--name', 'Anna Agent', '--role', 'agent', '--json');
  const adminKey = await installation.command('key', 'create', '--user', admin, '--name', 'set-up');
  const ask = async (method: string, path: string, body?: unknown, version?: string): Promise<Answer> => {
    const response = await fetch(`${installation.address}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${adminKey}`,
        'content-type': 'application/json',
        'idempotency-key': crypto.randomUUID(),
        ...(version === undefined ? {} : { 'if-match': version }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as Answer;
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
    return { ...answer, etag: response.headers.get('etag') ?? '' };
  };
  const customer = await ask('POST', '/organisations', { name: 'Customer', kind: 'customer' });
  const user = await ask('POST', '/people', {
    name: 'Uma User',
    email: 'uma@customer.example',
    organisation: customer.record?.id,
  });
  const people = await ask('GET', '/people?limit=50');
  const agentId = people.rows?.find((row) => row['email'] === agent)?.id;
  const groups = await ask('GET', '/groups?limit=50');
  const desk = groups.rows?.find((row) => row['name'] === 'Service desk')?.id;
  const group = await ask('GET', `/groups/${desk}`);
  await ask('PATCH', `/groups/${desk}`, { members: [agentId], serves: [customer.record?.id] }, group.etag);
  const key = await installation.command('key', 'create', '--user', agent, '--name', 'ledger');
  return { key, user: user.record?.id ?? '' };
}

interface Answer {
  record?: { id: string };
  rows?: ({ id: string } & Record<string, unknown>)[];
  etag: string;
}
