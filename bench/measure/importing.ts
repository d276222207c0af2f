import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import type { Place } from '../data/place.ts';
import { layGround } from '../data/people.ts';
import { spentBy } from './cpu.ts';
import { round } from './drive.ts';
import { buildKit } from '#/app/kit.ts';
import { createRun } from '#/capabilities/imports/server/run-row.ts';
import { runImport } from '#/capabilities/imports/server/run.ts';
import { migrate } from '#/platform/database/migrate.ts';
import { openDatabase } from '#/platform/database/pools.ts';
import { sniffSource } from '#/platform/tabular/sniff.ts';
import { generateCases, generateIncidentLog } from '#/platform/tabular/test/incident-log.ts';
import { incidentImport } from '#/processes/operation/incident/server/import.ts';
import { systemActor } from '#/record/server/context.ts';
import type { Context } from '#/record/server/context.ts';

/** How fast an event log comes in: with its history, the clocks computed, everything checked. */
export interface Importing {
  cases: number;
  events: number;
  perSecond: number;
  /** Processor milliseconds a case, of the importing process and PostgreSQL. */
  cpuMs: number;
}

/** As many cases as the incident log of BPI 2013 has, with the same traps. */
const log = { seed: 11, cases: 7554 };
const name = 'bench_import';

/** Imports a generated log into a database of its own, which is thrown away. */
export async function measureImport(place: Place): Promise<Importing> {
  const server = new pg.Client({ connectionString: place.url });
  const folder = await mkdtemp(path.join(tmpdir(), 'mainstay-bench-import-'));
  await server.connect();
  const url = new URL(place.url);
  url.pathname = `/${name}`;
  try {
    await server.query(`drop database if exists ${name} with (force)`);
    await server.query(`create database ${name}`);
    await migrate({ url: url.href, secret: place.secret, log: () => {} });
    const file = path.join(folder, 'log.xes');
    await writeFile(file, [...generateIncidentLog(log)].join(''));
    return await bringIn(place, url.href, file);
  } finally {
    await server.query(`drop database if exists ${name} with (force)`);
    await server.end();
    await rm(folder, { recursive: true, force: true });
  }
}

async function bringIn({ secret, postmaster }: Place, url: string, file: string): Promise<Importing> {
  const db = openDatabase({ url, secret, deadline: 600_000, onError: () => {} });
  const ctx: Context = {
    db,
    kit: buildKit(),
    actor: systemActor('bench'),
    face: 'workspace',
    now: Date.now(),
    request: { id: 'bench', origin: 'import' },
  };
  try {
    await layGround(ctx);
    const { mapping } = incidentImport.suggest(await sniffSource(file), { customer: 'Customer 1' });
    const started = { kind: 'incident', name: 'bench', mapping, source: '0'.repeat(64), sourceName: 'log.xes' };
    const { id } = await createRun(ctx, { ...started, dry: false, switchOver: ctx.now, expected: null });
    const counted = { pids: [process.pid], postmaster };
    const before = spentBy(counted);
    const began = performance.now();
    const run = await runImport(ctx, incidentImport, id, { worker: randomUUID(), path: file });
    const seconds = (performance.now() - began) / 1000;
    const after = spentBy(counted);
    if (run?.status !== 'done' || run.counts.created !== log.cases) throw new Error(JSON.stringify(run?.counts));
    const spent = after.ours - before.ours + after.database - before.database;
    const events = [...generateCases(log)].reduce((sum, one) => sum + one.events.length, 0);
    return { cases: log.cases, events, perSecond: Math.round(log.cases / seconds), cpuMs: round(spent / log.cases) };
  } finally {
    await db.close();
  }
}
