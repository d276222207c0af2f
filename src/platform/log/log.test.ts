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
});
