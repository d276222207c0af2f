import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { openLog } from './log.ts';

describe('the log', () => {
  it('never holds a secret, wherever it stands', () => {
    const lines: string[] = [];
    const log = openLog(
      'info',
      new Writable({ write: (chunk, _encoding, done) => (lines.push(String(chunk)), done()) }),
    );
    log.info({ request: 'r-1', password: 'PLANTED', headers: { cookie: 'PLANTED', authorization: 'PLANTED' } }, 'one');
    log.info({ a: { body: { token: 'PLANTED', csrf: 'PLANTED' } } }, 'two');
    expect(lines).toHaveLength(2);
    expect(lines.join('')).not.toContain('PLANTED');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'info',
      request: 'r-1',
      msg: 'one',
      password: '[redacted]',
    });
  });

  it('holds the place of a database error, and nothing of the row that it was about', async () => {
    const lines: string[] = [];
    const log = openLog(
      'info',
      new Writable({ write: (chunk, _encoding, done) => (lines.push(String(chunk)), done()) }),
    );
    const broken = Object.assign(new Error('violates check constraint'), {
      code: '23514',
      table: 'account',
      constraint: 'account_check',
      detail: 'Failing row contains (1, PLANTED).',
      where: 'COPY account, line 1: "PLANTED"',
      internalQuery: "select 'PLANTED'",
    });
    log.error({ request: 'r-1', err: broken }, 'unexpected');
    log.error({ err: new Error('outer', { cause: broken }) }, 'unexpected');
    log.error({ err: new AggregateError([broken], 'several') }, 'unexpected');
    log.error(broken);
    expect(lines).toHaveLength(4);
    expect(lines.join('')).not.toContain('PLANTED');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      request: 'r-1',
      err: { message: 'violates check constraint', code: '23514', table: 'account', constraint: 'account_check' },
    });
    expect(lines[0]).toContain('log.test.ts');
  });
});
