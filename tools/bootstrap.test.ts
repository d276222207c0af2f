import { execFileSync, spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { projectRoot } from '#/platform/config/settings.ts';

/** A fresh clone of a small project, with an npm that installs when it is told to. */
let clone: string;
let running: ChildProcess[];
beforeEach(() => {
  running = [];
  clone = mkdtempSync(path.join(tmpdir(), 'mainstay-clone-'));
  mkdirSync(path.join(clone, 'bin'));
  for (const name of ['bootstrap.mjs', 'turn.mjs'])
    copyFileSync(path.join(projectRoot, 'bin', name), path.join(clone, 'bin', name));
  writeFileSync(
    path.join(clone, 'package-lock.json'),
    JSON.stringify({ packages: { 'node_modules/a': { version: '1' } } }),
  );
  writeFileSync(
    path.join(clone, 'start.mjs'),
    `import { install } from './bin/bootstrap.mjs'; install(); console.error('goes on');`,
  );
  execFileSync('mkfifo', [path.join(clone, 'go')]);
  mkdirSync(path.join(clone, 'path'));
  writeFileSync(
    path.join(clone, 'path/npm'),
    `#!/bin/sh
echo npm >> runs
echo "npm works" >&2
read answer < go
[ "$answer" = fail ] && exit 1
mkdir -p node_modules
echo '{"packages":{"node_modules/a":{"version":"1"}}}' > node_modules/.package-lock.json
`,
  );
  chmodSync(path.join(clone, 'path/npm'), 0o755);
});
afterEach(() => {
  for (const one of running) if (one.pid !== undefined && one.exitCode === null) killAll(one);
  rmSync(clone, { recursive: true, force: true });
});

/** A process and what it has started. */
const killAll = (one: ChildProcess) => {
  try {
    process.kill(-(one.pid as number), 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
};

function start() {
  const { npm_execpath: _, ...env } = process.env;
  const child = spawn(process.execPath, ['start.mjs'], {
    cwd: clone,
    env: { ...env, PATH: `${path.join(clone, 'path')}:${process.env['PATH']}` },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  running.push(child);
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (part: string) => (said += part));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return {
    child,
    ended,
    said: () => said,
    async says(words: string): Promise<void> {
      while (!said.includes(words)) await once(child.stderr as NodeJS.EventEmitter, 'data');
    },
  };
}

const answer = (word: string) => writeFileSync(path.join(clone, 'go'), `${word}\n`);
const runs = () => readFileSync(path.join(clone, 'runs'), 'utf8').trim().split('\n').length;
const lock = () => path.join(clone, '.installing');

describe('two commands at the same moment in a fresh clone', () => {
  it('install once: the other waits, says so, and goes on', async () => {
    const first = start();
    await first.says('npm works');
    const second = start();
    await second.says('Another command installs');
    answer('done');
    expect([await first.ended, await second.ended]).toEqual([0, 0]);
    expect([first.said().includes('goes on'), second.said().includes('goes on')]).toEqual([true, true]);
    expect(runs()).toBe(1);
    expect(existsSync(lock())).toBe(false);
  });

  it('that cannot install say so each for itself, and leave no lock', async () => {
    const first = start();
    await first.says('npm works');
    const second = start();
    await second.says('Another command installs');
    answer('fail');
    expect(await first.ended).toBe(1);
    await second.says('npm works');
    answer('done');
    expect([await second.ended, runs(), existsSync(lock())]).toEqual([0, 2, false]);
  });

  it('are held up by none that was killed', async () => {
    const first = start();
    await first.says('npm works');
    killAll(first.child);
    await first.ended;
    expect(existsSync(lock())).toBe(true);
    const second = start();
    await second.says('npm works');
    answer('done');
    expect([await second.ended, existsSync(lock())]).toEqual([0, false]);
  });
});

describe('a lock that was left behind', () => {
  const ended = () => spawnSync('true').pid;
  it.each([
    ['by a process that has ended', () => `${ended()} 1 ${hostname()}\n`, 0],
    ['by a process whose number is another one’s now', () => `${process.pid} 1 ${hostname()}\n`, 0],
    ['on another machine, long ago', () => `${process.pid} 1 elsewhere\n`, 31],
    ['before it was written', () => '', 1],
  ])('%s holds up nobody', async (_, content, minutes) => {
    writeFileSync(lock(), content());
    const at = new Date(Date.now() - minutes * 60_000);
    utimesSync(lock(), at, at);
    const one = start();
    await one.says('npm works');
    answer('done');
    expect([await one.ended, one.said().includes('Another'), existsSync(lock())]).toEqual([0, false, false]);
  });
});
