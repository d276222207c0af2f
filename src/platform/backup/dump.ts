import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { environmentWith, findOnPath } from '#/platform/config/environment.ts';
import type pg from 'pg';
import { Failure } from '#/platform/process/failure.ts';

/**
 * Runs pg_dump or pg_restore. The password goes by the environment: arguments can be seen by everybody.
 * @throws Failure when the program is not there, or fails
 */
export async function runTool(name: 'pg_dump' | 'pg_restore', url: string, args: string[], to?: string): Promise<void> {
  const program = findOnPath(name);
  if (program === undefined)
    throw new Failure(
      `${name} is not on PATH, and a database that DATABASE_URL names can only be reached through it.`,
      "Install PostgreSQL's client programs, of the server's major version or newer.",
    );
  const bare = new URL(url);
  const password = decodeURIComponent(bare.password);
  bare.password = '';
  const child = spawn(program, [...args, `--dbname=${bare.href}`], {
    env: environmentWith(password === '' ? {} : { PGPASSWORD: password }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (data: Buffer) => (said += data.toString()));
  const ended = new Promise<number>((settle, refuse) => {
    child.on('error', refuse);
    child.on('close', (code) => settle(code ?? 1));
  });
  if (to === undefined) child.stdout.resume();
  else await pipeline(child.stdout, createWriteStream(to, { mode: 0o600 }));
  if ((await ended) !== 0) throw new Failure(`${name} failed: ${said.trim().split('\n').slice(-3).join(' ')}`);
}

/**
 * Row-level security is forced on the owner too, so that a mistake of ours shows nothing; but a backup has to see every
 * row, and counting has to count it.
 * @throws Failure when the role does not
 */
export async function checkSeesAll(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ role: string; all: boolean }>(
    'select rolname as role, rolsuper or rolbypassrls as all from pg_roles where rolname = current_user',
  );
  if (rows[0]?.all === true) return;
  const role = rows[0]?.role ?? '';
  throw new Failure(
    `The role ${role} of DATABASE_URL does not see every row, which a backup has to.`,
    `As a superuser: alter role ${role} bypassrls;`,
  );
}
