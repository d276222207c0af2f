// What `npm test` runs, in Node 24: each check once, then the tests. Arguments: --long, and filters for Vitest, with
// which only the tests run.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import pg from 'pg';
import { buildWeb } from '../src/app/cli/build.ts';
import { stopRequest } from '../src/app/cli/stop.ts';
import { startPostgres } from '../src/platform/postgres/start.ts';
import { findOldest } from '../src/platform/postgres/test/oldest.ts';
import { root } from './bootstrap.mjs';
import { findBrowser } from './browser.mjs';

const args = process.argv.slice(2);
const long = args.includes('--long');
const filters = args.filter((arg) => arg !== '--long');
const totals = { passed: 0, failed: 0, skipped: 0 };
const undo = [];
let child;
let stopping = false;

stopRequest().then(async (reason) => {
  stopping = true;
  say(`Stopping (${reason}) …`);
  child?.kill('SIGTERM');
  await cleanUp();
  process.exit(130);
});

function say(line) {
  process.stdout.write(`${line}\n`);
}

async function cleanUp() {
  for (let one = undo.pop(); one !== undefined; one = undo.pop()) await one();
}

/** Runs one of our programs in this Node. With `show` its output is passed on, else returned. */
function node(file, rest, { show = false, env = process.env } = {}) {
  return new Promise((settle) => {
    const stdio = ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'];
    child = spawn(process.execPath, [file, ...rest], { cwd: root, stdio, env });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => (output += data));
    child.on('error', (error) => settle({ code: 1, output: error.message }));
    child.on('close', (code) => settle({ code: code ?? 1, output }));
  });
}

/** One check: counted, timed, and silent unless it fails. */
async function check(name, work) {
  if (stopping) return;
  const began = performance.now();
  const { code, output } = await work();
  if (stopping) return;
  const outcome = code === 0 ? 'passed' : 'failed';
  totals[outcome]++;
  say(`${name.padEnd(12)} ${seconds(began).padStart(7)}  ${outcome}`);
  if (code !== 0 && output) say(output.trimEnd());
}

function seconds(began) {
  return `${((performance.now() - began) / 1000).toFixed(1)} s`;
}

const bin = (path) => join('node_modules', path);
const types = (project) => () => node(bin('typescript/bin/tsc'), ['-p', `tsconfig.${project}.json`]);

async function checks() {
  await check('format', () => node(bin('oxfmt/bin/oxfmt'), ['--check']));
  await check('lint', () => node(bin('oxlint/bin/oxlint'), []));
  await check('layers', () => node('tools/layers.ts', []));
  await check('hollow', () => node('tools/hollow.ts', []));
  await check('migrations', () => node('tools/migrations.ts', []));
  await check('derived', () => node('tools/derive.ts', ['--check']));
  await check('benchmarks', () => node('bench/draw.ts', ['--check']));
  for (const project of ['pure', 'server', 'web']) await check(`types ${project}`, types(project));
  await check('build', async () => {
    try {
      buildWeb(() => undefined);
      return { code: 0, output: '' };
    } catch (error) {
      return { code: 1, output: String(error) };
    }
  });
  await check('sizes', () => node('tools/bundle-size.ts', []));
}

/** A server for the tests' databases: the one of DATABASE_URL, else one that is thrown away. */
async function database() {
  if (process.env.DATABASE_URL) {
    await keepPasswords(process.env.DATABASE_URL);
    return process.env.DATABASE_URL;
  }
  return throwAwayServer({});
}

/** Login roles belong to a whole server: an installation on this one gets its passwords back after the tests. */
async function keepPasswords(url) {
  const onServer = async (work) => {
    const client = new pg.Client(url);
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  };
  const { rows } = await onServer((client) =>
    client.query(
      "select rolname, rolpassword from pg_authid where rolname like 'mainstay\\_%' and rolpassword like 'SCRAM%'",
    ),
  );
  undo.push(() =>
    onServer(async (client) => {
      for (const { rolname, rolpassword } of rows)
        await client.query(
          `alter role ${client.escapeIdentifier(rolname)} password ${client.escapeLiteral(rolpassword)}`,
        );
    }),
  );
}

async function throwAwayServer(options) {
  const folder = mkdtempSync(join(tmpdir(), 'mainstay-test-'));
  undo.push(() => rmSync(folder, { recursive: true, force: true }));
  const postgres = await startPostgres({ dataFolder: folder, durable: false, log: say, ...options });
  undo.push(() => postgres.stop());
  return postgres.url;
}

async function tests(env, filter, name = 'tests') {
  if (stopping) return;
  const report = join(root, '.cache', 'vitest.json');
  rmSync(report, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const began = performance.now();
  const { code } = await node(bin('vitest/vitest.mjs'), ['run', ...reporters, ...filter], { show: true, env });
  if (stopping) return;
  const failedBefore = totals.failed;
  if (existsSync(report)) {
    const result = JSON.parse(readFileSync(report, 'utf8'));
    totals.passed += result.numPassedTests;
    totals.failed += result.numFailedTests;
    totals.skipped += result.numPendingTests + result.numTodoTests;
    // A file that does not even load has no tests to count.
    totals.failed += result.testResults.filter((file) => file.status === 'failed' && noFailedTest(file)).length;
  }
  // No report, or an error outside any test.
  if (code !== 0 && totals.failed === failedBefore) totals.failed++;
  say(`${name.padEnd(12)} ${seconds(began).padStart(7)}  ${totals.failed === failedBefore ? 'passed' : 'failed'}`);
}

/**
 * The tests that stand on a database once more, on the oldest version that is supported: every migration, and all that
 * is asked of its tables. Not being able to is said, and counted beside the passed ones.
 */
async function oldestDatabase(env) {
  if (stopping || filters.length > 0) return;
  if (!findOldest() && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    say('Installing PostgreSQL 15 for the tests on the oldest version (by apt-get) …');
    const apt = 'apt-get update -qq && apt-get install -y -qq --no-install-recommends postgresql-15';
    spawnSync('/bin/sh', ['-c', apt], { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  }
  const binaries = findOldest();
  if (!binaries) {
    totals.skipped++;
    say(`${'postgres 15'.padEnd(12)} ${''.padStart(7)}  skipped: it is not installed (postgresql-15)`);
    return;
  }
  const url = await throwAwayServer({ binaries });
  const { MAINSTAY_LONG: _, ...rest } = env;
  const parts = ['record', 'capabilities', 'processes', 'doors', 'app/commands', 'app/demo'].map(
    (part) => `src/${part}`,
  );
  const filter = [...parts, '--exclude=**/*.browser.test.ts'];
  await tests({ ...rest, MAINSTAY_TEST_DATABASE: url }, filter, 'postgres 15');
}

function noFailedTest(file) {
  return !file.assertionResults.some((test) => test.status === 'failed');
}

async function main() {
  if (filters.length === 0) await checks();
  const env = { ...process.env };
  if (long) env.MAINSTAY_LONG = '1';
  // Tests make databases of their own; the one that DATABASE_URL names may be somebody's work.
  env.MAINSTAY_TEST_DATABASE = await database();
  delete env.DATABASE_URL;
  if (filters.length === 0) await check('drift', () => node('tools/drift.ts', [], { env }));
  const browser = await findBrowser(say);
  if (browser.path) env.CHROMIUM_PATH = browser.path;
  else await check('browser', async () => ({ code: 1, output: browser.problem }));
  await tests(env, filters);
  if (long) await oldestDatabase(env);
}

try {
  await main();
} catch (error) {
  totals.failed++;
  say(error.name === 'Failure' ? `${error.message} ${error.mend ?? ''}` : error.stack);
}
if (!stopping) {
  await cleanUp();
  const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : '';
  say(`${totals.passed} passed, ${totals.failed} failed${skipped}`);
  process.exitCode = totals.failed > 0 ? 1 : 0;
}
