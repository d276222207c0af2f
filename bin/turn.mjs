// One process at a time, of whatever account, for as long as it installs. Plain JavaScript for any Node from 18 on.

import { linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import process from 'node:process';

/** Milliseconds after which nobody is believed to be installing still. */
const longest = 30 * 60_000;
/** Milliseconds in which a lock is written after it was made. */
const beingWritten = 10_000;

/**
 * Runs `work` while no other process that names the same file runs its own; `waits` is called once where that means to
 * wait. The file of a process that has ended is taken over. Where none can be made or taken over (a folder that this
 * account may only read), `work` is done without: it will say itself what it lacks.
 */
export function inTurn(file, waits, work) {
  const ours = `${process.pid} ${startOf(process.pid)} ${hostname()}\n`;
  let told = false;
  for (;;) {
    const taken = take(file, ours);
    if (taken === 'held') {
      const over = takeOver(file);
      if (over === 'not allowed') return work();
      if (over === 'free') continue;
      if (!told) waits();
      told = true;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
      continue;
    }
    const release = () => taken === 'ours' && read(file) === ours && rmSync(file, { force: true });
    // Also where the work ends the process.
    process.once('exit', release);
    try {
      return work();
    } finally {
      release();
      process.removeListener('exit', release);
    }
  }
}

function take(file, ours) {
  try {
    writeFileSync(file, ours, { flag: 'wx', mode: 0o644 });
    return 'ours';
  } catch (error) {
    return error.code === 'EEXIST' ? 'held' : 'none';
  }
}

/** Removes the file of who is gone. */
function takeOver(file) {
  const held = read(file);
  const age = ageOf(file);
  // Released just now.
  if (held === undefined || age === undefined) return 'free';
  if (!isStale(held, age)) return 'held';
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    // Somebody else was quicker, and this is theirs already: it goes back.
    if (read(aside) !== held) linkSync(aside, file);
    rmSync(aside, { force: true });
    return 'free';
  } catch (error) {
    return error.code === 'ENOENT' || error.code === 'EEXIST' ? 'free' : 'not allowed';
  }
}

function isStale(held, age) {
  if (age > longest) return true;
  const [pid, start, host] = held.trim().split(' ');
  if (host === undefined) return age > beingWritten;
  return host === hostname() && (!isAlive(Number(pid)) || startOf(pid) !== start);
}

/** When a process began, as its system counts; a number may be given again. Empty where it cannot be known. */
function startOf(pid) {
  const stat = read(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '-';
}

/** Whether a process is there, whoever's it is. */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function ageOf(file) {
  try {
    return Date.now() - statSync(file).mtimeMs;
  } catch {
    return undefined;
  }
}

/** The text of a file; undefined where it cannot be read. */
export function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
