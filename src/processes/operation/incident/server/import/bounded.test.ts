import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepFilesIn, keepingOf } from '#/capabilities/attachments/server/keeping.ts';
import { importOnce } from '#/capabilities/imports/server/import-once.ts';
import { cancelRun, findRun, mostAttempts, silence, workersDied } from '#/capabilities/imports/server/run-row.ts';
import { runImport } from '#/capabilities/imports/server/run.ts';
import { showRun } from '#/capabilities/imports/server/shown.ts';
import { incidentImport } from '#/processes/operation/incident/server/import.ts';
import { eventMapping, eventTable } from './test/event-table.ts';
import type { EventRow } from './test/event-table.ts';
import type { Importing } from './test/importing.ts';
import { openImporting, wednesday } from './test/importing.ts';

let at: Importing;
let scratch: string;
beforeAll(async () => {
  at = await openImporting();
  scratch = await mkdtemp(path.join(tmpdir(), 'mainstay-scratch-'));
}, 60_000);
afterAll(async () => {
  await at.stop();
  await rm(scratch, { recursive: true });
});

/** Events of many cases that lie apart from each other in the file. */
function* scattered(cases: number): Generator<EventRow> {
  for (const [nth, state] of ['New', 'Active', 'Resolved', 'Closed'].entries()) {
    for (let one = 0; one < cases; one++) {
      const hour = String(8 + nth).padStart(2, '0');
      yield { number: `B-${one}`, state, at: `2026-02-02T${hour}:00:00Z`, title: `Case ${one}`, by: 'Ada' };
    }
  }
}
const mapping = eventMapping();

describe('a large table with a row for each event', () => {
  it('comes in the same with memory for a few of its rows as with memory for all', async () => {
    const file = await at.file('apart.csv', eventTable([...scattered(200)]));
    const rows = () =>
      at.desk.owner('select number, title, state, opened_at, closed_at from incident order by length(number), number');
    const whole = await at.bringIn(file, { mapping });
    const expected = await rows();
    await at.takeBack(whole.id);
    const run = await at.bringIn(file, { mapping, bound: 5000, scratch });
    expect(run).toMatchObject({ status: 'done', expected: 200, position: 200, counts: { created: 200, events: 800 } });
    expect(await rows()).toEqual(expected);
    expect(await readdir(scratch)).toEqual([]);
    await at.takeBack(run.id);
  });

  it('stops soon after somebody asks for it, while its rows are still being read', async () => {
    const file = await at.file('large.csv', eventTable([...scattered(60_000)]));
    const id = await at.queue(file, { mapping });
    let batches = 0;
    const running = runImport(at.desk.system(wednesday), incidentImport, id, {
      path: file,
      scratch,
      bound: 100_000,
      worker: randomUUID(),
      pulse: 20,
      onProgress: () => (batches += 1),
    });
    await expect.poll(async () => (await readdir(scratch)).length).toBe(1);
    await cancelRun(at.desk.system(), id);
    const ended = await running;
    expect(ended).toMatchObject({ status: 'cancelled', position: 0 });
    expect(batches).toBe(0);
    expect(await readdir(scratch)).toEqual([]);
  });

  it('lets timers have their turn while it is being read', async () => {
    const file = await at.file('breathing.csv', eventTable([...scattered(10_000)]));
    let ticks = 0;
    const clock = setInterval(() => (ticks += 1), 5);
    const run = await at.bringIn(file, { mapping, dry: true, bound: 100_000, scratch });
    clearInterval(clock);
    expect(run.counts.created).toBe(10_000);
    expect(ticks).toBeGreaterThan(20);
  });
});

describe('a run whose workers die', () => {
  it('is tried a few times, and has failed then, in words', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'mainstay-files-'));
    keepFilesIn(at.desk.database, folder);
    const { sha256 } = await keepingOf(at.desk.database).store.keep(
      (async function* one() {
        yield Buffer.from(eventTable([...scattered(1)]));
      })(),
      1_000_000,
    );
    const id = await at.queue(await at.file('one.csv', ''), { mapping });
    // As each of those workers left it: begun, and not heard of since.
    await at.desk.owner(
      `update import_run set source = $2, status = 'running', worker = $3, attempts = $4, heartbeat_at = $5 where id = $1`,
      [id, sha256, randomUUID(), mostAttempts, new Date(wednesday).toISOString()],
    );
    const later = at.desk.system(wednesday + silence + 1);
    expect(await importOnce(later, [incidentImport])).toMatchObject({ id, status: 'failed', error: workersDied });
    const run = await findRun(later, id);
    if (!run) throw new Error('no run');
    expect((await showRun(later, run)).error).toContain('broke off several times');
    expect(await importOnce(later, [incidentImport])).toBeNull();
    await rm(folder, { recursive: true });
  });

  it('counts as tried once more for each that takes it up, and not for one that leaves it in good order', async () => {
    const file = await at.file('two.csv', eventTable([...scattered(1)]));
    const id = await at.queue(file, { mapping });
    const stop = new AbortController();
    stop.abort();
    const left = { path: file, worker: randomUUID(), signal: stop.signal, aborted: 'left' } as const;
    const attempts = async () =>
      (await at.desk.owner<{ attempts: number }>('select attempts from import_run where id = $1', [id]))[0]?.attempts;
    await runImport(at.desk.system(wednesday), incidentImport, id, left);
    expect(await attempts()).toBe(0);
    await at.desk.owner('update import_run set attempts = 2 where id = $1', [id]);
    await runImport(at.desk.system(wednesday), incidentImport, id, { path: file, worker: randomUUID() });
    expect(await findRun(at.desk.system(), id)).toMatchObject({ status: 'done' });
    // It got further.
    expect(await attempts()).toBe(0);
    await at.takeBack(id);
  });
});
