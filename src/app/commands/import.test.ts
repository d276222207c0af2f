import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDesk } from '#/app/test/desk.ts';
import type { Desk } from '#/app/test/desk.ts';
import { readConfig } from '#/platform/config/config.ts';
import { projectRoot } from '#/platform/database/migrate.ts';
import { dataFolderAt } from '#/platform/process/data-folder.ts';
import { generateCases, generateIncidentLog } from '#/platform/tabular/test/incident-log.ts';
import { testSecret } from '#/record/test/database.ts';
import { run as importCommand } from './import.ts';

let desk: Desk;
let folder: string;
let log: string;
const options = { seed: 4, cases: 60 };
const events = [...generateCases(options)].reduce((sum, one) => sum + one.events.length, 0);
beforeAll(async () => {
  desk = await openDesk();
  folder = await mkdtemp(path.join(tmpdir(), 'mainstay-import-command-'));
  log = path.join(folder, 'log.xes');
  writeFileSync(log, [...generateIncidentLog(options)].join(''));
}, 60_000);
afterAll(async () => {
  await desk.drop();
  await rm(folder, { recursive: true, force: true });
});

async function call(positionals: string[], values: Record<string, string | boolean> = {}, json = false) {
  const out: string[] = [];
  const said: string[] = [];
  const code = await importCommand(
    { config: readConfig({ MAINSTAY_DATA: folder }), databaseUrl: desk.url, secret: testSecret },
    { positionals, values, json, out: (line) => void out.push(line), say: (line) => void said.push(line) },
  );
  return { code, out, said, report: json ? (JSON.parse(out.join('')) as Record<string, unknown>) : {} };
}
const counted = async (what: string) => {
  const [row] = await desk.owner<{ n: number }>(`select count(*)::int as n from ${what}`);
  return row?.n;
};

describe('mainstay import', () => {
  it('says what is missing before anything is written', async () => {
    await expect(call([log], { suggest: true })).rejects.toMatchObject({
      name: 'Failure',
      message: expect.stringContaining('fields.customer'),
      mend: 'Say whose cases they are: --customer NAME',
    });
    await expect(call([path.join(folder, 'none.csv')], { suggest: true })).rejects.toMatchObject({ name: 'Failure' });
    await expect(call([log], { mapping: 'nothing' })).rejects.toMatchObject({ name: 'Failure' });
    await expect(call([log], { suggest: true, 'switch-over': 'soon' })).rejects.toMatchObject({ name: 'UsageError' });
    await expect(call([log], { suggest: true, customer: 'Acme', policy: 'gold' })).rejects.toMatchObject({
      message: expect.stringContaining('gold'),
    });
    expect(await counted('import_run')).toBe(0);
  });

  it('says how a file was read, and asks where that cannot be told', async () => {
    const file = path.join(folder, 'old.csv');
    const row = (opened: string) => `T-1;Žltá tlačiareň nejde, ľahký problém;${opened};Nový`;
    const write = (opened: string) =>
      writeFileSync(file, iconv.encode(`Number;Title;Opened;Status\n${row(opened)}\n`, 'cp852'));
    write('03/04/2025 10:00');
    const asked = { suggest: true, customer: 'Acme', 'dry-run': true };
    await expect(call([file], asked)).rejects.toMatchObject({
      message: expect.stringContaining('d/M/yyyy H:mm or M/d/yyyy H:mm'),
      mend: 'Say how dates are written: --dates "d/M/yyyy H:mm"',
    });
    const stated = await call([file], { ...asked, dates: 'M/d/yyyy H:mm' }, true);
    expect(stated).toMatchObject({ code: 0, report: { counts: { created: 1 } } });
    expect(stated.said.join('\n')).toContain('Read as cp852: Žltá, tlačiareň, ľahký, problém');
    const { out } = await call([file], {
      ...asked,
      dates: 'M/d/yyyy H:mm',
      zone: 'Europe/Prague',
      'print-mapping': true,
    });
    expect(JSON.parse(out.join(''))).toMatchObject({
      source: { encoding: 'cp852', dates: ['M/d/yyyy H:mm'], zone: 'Europe/Prague' },
    });
    const unsure = path.join(folder, 'unsure.csv');
    writeFileSync(unsure, Buffer.from('Number;Title;Opened;Status\nT-1;caf\u00E8;2025-03-01;Closed\n', 'latin1'));
    await expect(call([unsure], asked)).rejects.toMatchObject({
      message: expect.stringContaining('windows-1252: cafè'),
      mend: 'Say which it is: --encoding NAME',
    });
    expect((await call([unsure], { ...asked, encoding: 'windows-1252' })).code).toBe(0);
    await expect(call([unsure], { ...asked, encoding: 'klingon' })).rejects.toMatchObject({ name: 'UsageError' });
  });

  it('prints a mapping that is not whole yet, to be put right by hand', async () => {
    const file = path.join(folder, 'no-status.csv');
    writeFileSync(file, 'Number;Title;Opened\nT-1;Printer;2025-03-01\n');
    await expect(call([file], { suggest: true, customer: 'Acme' })).rejects.toMatchObject({
      message: expect.stringContaining('state.columns'),
      mend: expect.stringContaining('--print-mapping'),
    });
    const printed = await call([file], { suggest: true, customer: 'Acme', 'print-mapping': true });
    expect(printed.said.join()).toContain('state.columns');
    const mapping = JSON.parse(printed.out.join('')) as { state: object };
    const own = path.join(folder, 'own.json');
    writeFileSync(own, JSON.stringify({ ...mapping, state: { columns: [], map: {}, default: { state: 'closed' } } }));
    expect((await call([file], { mapping: own, 'dry-run': true })).code).toBe(0);
  });

  it('brings a log in, tells what came of it, and takes it back', async () => {
    const asked = { suggest: true, customer: 'Acme', policy: 'Incidents in working hours' };
    const dry = await call([log], { ...asked, 'dry-run': true }, true);
    expect(dry).toMatchObject({ code: 0, report: { dry: true, counts: { created: 60, events } } });
    expect(await counted('incident')).toBe(0);
    const report = path.join(folder, 'outcome.csv');
    const run = await call([log], { ...asked, report }, true);
    expect(run).toMatchObject({ code: 0, report: { status: 'done', counts: { created: 60, refused: 0, events } } });
    expect(await counted('incident')).toBe(60);
    expect(readFileSync(report, 'utf8').trim().split('\r\n')).toHaveLength(61);
    const again = await call([log], asked, true);
    expect(again.report).toMatchObject({ counts: { created: 0, unchanged: 60 } });
    const undone = await call([], { undo: String(run.report['run']) });
    expect(undone.code).toBe(0);
    expect(undone.out.join('\n')).toContain('was taken back');
    expect(await counted('incident')).toBe(0);
  });

  it('prints the mapping, takes it from a file, and ends with 3 where cases were refused', async () => {
    const { out } = await call([log], { suggest: true, customer: 'Acme', 'print-mapping': true });
    const file = path.join(folder, 'mapping.json');
    writeFileSync(file, out.join('\n'));
    const broken = path.join(folder, 'broken.xes');
    writeFileSync(broken, readFileSync(log, 'utf8').replace('value="Queued"', 'value="Lost"'));
    const run = await call([broken], { mapping: file });
    expect(run.code).toBe(3);
    expect(run.out.join('\n')).toMatch(/refused +1\n/);
    expect(run.out.join('\n')).toMatch(
      /line \d+ first: The mapping does not know the status “Lost\/Awaiting Assignment”\./,
    );
    await call([], { undo: /run ([\w-]+)/.exec(run.out[0] ?? '')?.[1] ?? '' });
    expect(await counted('incident')).toBe(0);
  });

  it('stops at Ctrl-C between two batches, and the same command goes on', async () => {
    const many = path.join(folder, 'many.xes');
    const cases = 3000;
    writeFileSync(many, [...generateIncidentLog({ seed: 5, cases })].join(''));
    writeFileSync(dataFolderAt(folder).secretKey, testSecret, { mode: 0o600 });
    const start = () =>
      spawn(process.execPath, ['src/app/cli.ts', 'import', many, '--suggest', '--customer', 'Globex', '--json'], {
        cwd: projectRoot,
        env: { ...process.env, DATABASE_URL: desk.url, MAINSTAY_DATA: folder },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    const first = start();
    const ended = once(first, 'exit');
    const told = text(first.stdout);
    // It says how far it is after its first batch; asked then, it ends after the next.
    const [said] = (await once(createInterface({ input: first.stderr }), 'line')) as [string];
    expect(said).toMatch(/^500 of [\d,]+ cases/);
    first.kill('SIGINT');
    expect(await ended).toEqual([130, null]);
    const stopped = JSON.parse(await told) as { run: string; position: number };
    expect(stopped).toMatchObject({ status: 'cancelled' });
    expect(stopped.position).toBeLessThan(cases);
    const second = start();
    const [report] = await Promise.all([text(second.stdout), once(second, 'exit')]);
    expect(JSON.parse(report)).toMatchObject({ run: stopped.run, status: 'done', counts: { created: cases } });
    expect(await counted('incident')).toBe(cases);
  }, 120_000);
});
