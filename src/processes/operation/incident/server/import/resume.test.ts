import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cancelRun, findRun } from '#/capabilities/imports/server/run-row.ts';
import { runImport } from '#/capabilities/imports/server/run.ts';
import type { Database } from '#/platform/database/pools.ts';
import { generateCases, generateIncidentLog } from '#/platform/tabular/test/incident-log.ts';
import { incidentImport } from '#/processes/operation/incident/server/import.ts';
import type { Importing } from './test/importing.ts';
import { openImporting, wednesday } from './test/importing.ts';

const options = { seed: 11, cases: 300 };
const events = [...generateCases(options)].reduce((sum, one) => sum + one.events.length, 0);

let at: Importing;
let file: string;
beforeAll(async () => {
  at = await openImporting();
  file = await at.file('log.xes', [...generateIncidentLog(options)].join(''));
}, 60_000);
afterAll(() => at.stop());

const counted = async (what: string) => {
  const [row] = await at.desk.owner<{ n: number }>(`select count(*)::int as n from ${what}`);
  return row?.n;
};
const work = (id: string, more: Partial<Parameters<typeof runImport>[3]> = {}, db = at.desk.database) =>
  runImport({ ...at.desk.system(wednesday), db }, incidentImport, id, {
    path: file,
    worker: randomUUID(),
    batch: 40,
    ...more,
  });

/** Everything once: what an import that was never disturbed leaves. */
const expectWhole = async (id: string) => {
  const run = await findRun(at.desk.system(), id);
  expect(run).toMatchObject({ status: 'done', position: 300, counts: { created: 300, refused: 0, events } });
  expect(await counted('incident')).toBe(300);
  expect(await counted('import_record')).toBe(300);
  expect(await counted("item where kind = 'incident'")).toBe(300);
  expect(await counted("history where kind = 'incident' and payload is not null")).toBe(events);
  expect(await counted(`import_result where run = '${id}'`)).toBe(300);
  expect(await counted('(select name from support_group group by name having count(*) > 1) twice')).toBe(0);
  expect(await counted('(select name from service group by name having count(*) > 1) twice')).toBe(0);
  await at.takeBack(id);
  expect(await counted('incident')).toBe(0);
};

describe('an import that is cut short', { timeout: 180_000 }, () => {
  it('goes on where it was after it was asked to stop between two batches', async () => {
    const id = await at.queue(file);
    const stop = new AbortController();
    const first = await work(id, {
      signal: stop.signal,
      onProgress: ({ position }) => position >= 120 && stop.abort(),
    });
    expect(first?.status).toBe('cancelled');
    expect(first?.position).toBeGreaterThanOrEqual(120);
    expect(first?.position).toBeLessThan(300);
    expect(await counted('incident')).toBe(first?.position);
    expect(await work(id)).toBeNull();
    await work(id, { takeOver: true });
    await expectWhole(id);
  });

  it('keeps nothing of a batch that breaks in the middle, and comes in whole afterwards', async () => {
    const id = await at.queue(file);
    let batches = 0;
    // The connection breaks in the third batch, after its records were written and before its position was.
    const breaking: Database = {
      ...at.desk.database,
      transaction: (wall, within, signal) =>
        at.desk.database.transaction(
          wall,
          (tx) =>
            within({
              ...tx,
              query: (statement) => {
                if (statement.sql.startsWith('insert into import_result') && (batches += 1) === 3)
                  return Promise.reject(new Error('the connection broke'));
                return tx.query(statement);
              },
            }),
          signal,
        ),
    };
    await expect(work(id, {}, breaking)).rejects.toThrow('the connection broke');
    expect(await findRun(at.desk.system(), id)).toMatchObject({ status: 'failed', position: 80 });
    expect(await counted('incident')).toBe(80);
    await work(id, { takeOver: true });
    await expectWhole(id);
  });

  it('ends where somebody cancels it, with what is in kept', async () => {
    const id = await at.queue(file);
    let cancelled: Promise<boolean> | undefined;
    const ended = await work(id, {
      onProgress: () => {
        cancelled ??= cancelRun(at.desk.system(), id);
      },
    });
    expect(await cancelled).toBe(true);
    expect(ended?.status).toBe('cancelled');
    expect(await counted('incident')).toBe(ended?.position);
    expect(ended?.position).toBeLessThan(300);
    await at.takeBack(id);
    expect(await counted('incident')).toBe(0);
  });

  it('gives way to whoever takes it over: the batch under way is not written', async () => {
    const id = await at.queue(file);
    let second: Promise<unknown> | undefined;
    const first = work(id, {
      onProgress: () => {
        second ??= work(id, { takeOver: true });
      },
    });
    await first;
    await second;
    expect(
      await counted(`(select key from import_result where run = '${id}' group by key having count(*) > 1) twice`),
    ).toBe(0);
    await expectWhole(id);
  });

  it('gives way although the other has written its very rows before it', async () => {
    const id = await at.queue(file);
    let other: Promise<unknown> | undefined;
    // Held up between reading and writing, for as long as the other one takes for everything.
    const heldUp: Database = {
      ...at.desk.database,
      async transaction(wall, within, signal) {
        other ??= work(id, { takeOver: true });
        await other;
        return at.desk.database.transaction(wall, within, signal);
      },
    };
    expect(await work(id, {}, heldUp)).toMatchObject({ status: 'done', position: 300 });
    await expectWhole(id);
  });

  it('is left by a worker that stops for the next one to go on at once', async () => {
    const id = await at.queue(file);
    const stop = new AbortController();
    await work(id, { signal: stop.signal, aborted: 'left', onProgress: () => stop.abort() });
    expect(await findRun(at.desk.system(), id)).toMatchObject({ status: 'running' });
    await work(id);
    await expectWhole(id);
  });

  it('resumes without a double after kill -9, wherever that strikes', async () => {
    const id = await at.queue(file);
    for (let kills = 0; kills < 3; kills += 1) {
      const child = spawn(
        process.execPath,
        [path.join(import.meta.dirname, 'test/work-on.ts'), at.desk.url, id, file, String(wednesday)],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      const gone = once(child, 'exit');
      let heard = 0;
      for await (const line of createInterface({ input: child.stdout })) {
        heard += 1;
        // It says so when a batch is in: the next one is being written by then.
        if (line === 'batch' && heard > kills) {
          child.kill('SIGKILL');
          break;
        }
      }
      expect(await gone).toEqual([null, 'SIGKILL']);
    }
    const left = await findRun(at.desk.system(), id);
    expect(left?.status).toBe('running');
    expect(left?.position).toBeLessThan(300);
    expect(await counted('incident')).toBe(left?.position);
    await work(id, { takeOver: true });
    await expectWhole(id);
  }, 60_000);
});
