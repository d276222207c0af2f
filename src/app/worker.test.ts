import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readConfig } from '#/platform/config/config.ts';
import { testSecret } from '#/record/test/database.ts';
import { openDesk } from './test/desk.ts';
import type { Desk } from './test/desk.ts';
import { startWorker } from './worker.ts';

let desk: Desk;
let folder: string;
let worker: Awaited<ReturnType<typeof startWorker>>;
const said: string[] = [];
beforeAll(async () => {
  desk = await openDesk();
  folder = await mkdtemp(path.join(tmpdir(), 'mainstay-worker-'));
  const config = readConfig({ MAINSTAY_DATA: folder, LOG_LEVEL: 'silent' });
  const log = (_level: string, message: string) => void said.push(message);
  worker = await startWorker({ config, databaseUrl: desk.url, secret: testSecret, log });
}, 60_000);
afterAll(async () => {
  await worker.close();
  await desk.drop();
  await rm(folder, { recursive: true, force: true });
});

const log = () => desk.does('agent', 'create', null, { title: 'Screen is dark', affectedUser: desk.ids.user });
const told = async (item: string) =>
  (await desk.owner('select 1 from notification where item = $1 and person = $2', [item, desk.ids.user])).length;
const jobs = async () => (await desk.owner('select 1 from graphile_worker._private_jobs')).length;

/** Asks the database again and again until it is so. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await desk.owner('select 1');
}

it('works on after the queue came to its end, which it does where it cannot say that a job is done', async () => {
  const { id: first } = await log();
  await until(async () => (await told(first)) === 1 && (await jobs()) === 0);
  await desk.owner('revoke delete on graphile_worker._private_jobs from mainstay_relay');
  const { id: second } = await log();
  await until(async () => said.some((message) => message.startsWith('Failed to complete jobs')));
  expect(await told(second)).toBe(1);
  await desk.owner('grant delete on graphile_worker._private_jobs to mainstay_relay');
  const { id: third } = await log();
  await until(async () => (await told(third)) === 1 && (await jobs()) === 0);
  // What had been done, and was delivered again, was told once.
  expect(await told(second)).toBe(1);
}, 60_000);
