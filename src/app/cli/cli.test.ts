import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { projectRoot } from '#/platform/config/settings.ts';
import { commands } from './commands.ts';
import { helpOf, overview } from './help.ts';
import { parse } from './parse.ts';

const folder = mkdtempSync(join(tmpdir(), 'mainstay-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the program itself; nothing listens where DATABASE_URL points. */
function mainstay(args: string[], settings: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(projectRoot, 'src/app/cli.ts'), ...args], {
    encoding: 'utf8',
    env: {
      PATH: process.env['PATH'],
      MAINSTAY_DATA: join(folder, 'data'),
      DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none',
      ...settings,
    },
  });
  return { status, stdout, stderr };
}

describe('every command', () => {
  test.each(commands.map((command) => [command.name, command] as const))('%s has help with examples', (name, one) => {
    const help = helpOf(one);
    for (const part of ['Usage: mainstay ', 'Examples:', '--json', '--help']) expect(help).toContain(part);
    expect(one.examples.length).toBeGreaterThan(0);
    for (const { call } of one.examples) expect(call).toContain(`mainstay ${name}`);
    for (const option of Object.keys(one.options)) expect(option).not.toMatch(/^(password|secret|token)$/);
    expect(overview(commands)).toContain(one.summary);
  });

  test.each(commands.map((command) => [command.name, command] as const))('%s reads its own options', (_, one) => {
    for (const [name, { type, hidden }] of Object.entries(one.options)) {
      const argv = type === 'boolean' ? [`--${name}`] : [`--${name}`, 'value'];
      expect(Object.keys(parse(one, argv).values)).toEqual([name]);
      if (!hidden) expect(helpOf(one)).toContain(`--${name}`);
    }
  });
});

describe('the program', () => {
  test('answers with 2 and the way to the help when it is called wrongly, and writes nothing to standard output', () => {
    for (const [args, says] of [
      [['migarte'], 'did you mean migrate?'],
      [['user', 'ad'], 'did you mean add?'],
      [['key', 'create', '--user', 'a@b.example'], '--name is missing'],
      [['backup'], 'FILE is missing'],
      [['setup', '--organization', 'X'], 'did you mean --organisation?'],
    ] as const) {
      const { status, stdout, stderr } = mainstay([...args]);
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toContain(says);
      expect(stderr).toMatch(/See mainstay .*help\.\n$/);
    }
  });

  test('answers with 1 and one sentence when it cannot do what was asked; as JSON for programs', () => {
    const { status, stdout, stderr } = mainstay(['migrate', '--json']);
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ error: expect.stringContaining('127.0.0.1:9 cannot be used') });
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  test('names every wrong setting at once, a line each, and help works all the same', () => {
    const wrong = { PORT: 'eighty', MAINSTAY_DAAT: '/x', LOG_LEVEL: 'loud' };
    const { status, stderr } = mainstay(['doctor'], wrong);
    expect(status).toBe(1);
    expect(stderr.trim().split('\n')).toHaveLength(4);
    expect(mainstay(['doctor', '--help'], wrong)).toMatchObject({ status: 0, stderr: '' });
  });

  test('doctor says what is wrong, and how to mend each thing', () => {
    const { status, stdout } = mainstay(['doctor', '--json'], { SMTP_URL: 'smtp://127.0.0.1:9' });
    expect(status).toBe(1);
    const { ok, findings } = JSON.parse(stdout) as { ok: boolean; findings: Record<string, string>[] };
    expect(ok).toBe(false);
    const failed = findings.filter(({ outcome }) => outcome === 'fail');
    expect(failed.map(({ check }) => check).toSorted()).toEqual(['database', 'mail']);
    for (const { mend } of failed) expect(mend).toMatch(/\.$/);
  });
});
