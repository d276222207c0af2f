import { afterEach, expect, test, vi } from 'vitest';
import { isAlive } from './identity.ts';
import { type Supervised, supervise } from './supervise.ts';

const running: Supervised[] = [];
const said: string[] = [];

function run(program: string, graceMs?: number): Supervised {
  const one = supervise({ name: 'child', command: ['-e', program], log: (line) => said.push(line), graceMs });
  running.push(one);
  return one;
}

afterEach(async () => {
  for (const one of running.splice(0)) await one.stop();
  said.length = 0;
});

test('a child that is asked to stop stops, and is not started again', async () => {
  const child = run(`process.on('message', () => process.disconnect()); process.send(process.pid)`);
  const pid = Number(await child.ready);
  await child.stop();
  expect(isAlive(pid)).toBe(false);
  expect(said).toEqual([]);
});

test('a child that dies is started again', async () => {
  const child = run(`process.on('message', () => process.disconnect()); process.send(process.pid)`);
  process.kill(Number(await child.ready), 'SIGKILL');
  await vi.waitFor(() => expect(said).toEqual(['The child ended (signal SIGKILL); starting it again']));
});

test('a child that never gets ready is a failure, not a loop', async () => {
  await expect(run('process.exit(3)').ready).rejects.toThrow('The child did not start (exit code 3).');
});

test('a child that does not stop is killed', async () => {
  const child = run(
    `process.on('message', () => {}); process.on('disconnect', () => {}); process.send(process.pid)`,
    50,
  );
  const pid = Number(await child.ready);
  await child.stop();
  expect(isAlive(pid)).toBe(false);
  expect(said).toEqual(['The child does not end; killing it']);
});
