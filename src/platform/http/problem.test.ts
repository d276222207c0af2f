import { describe, expect, it } from 'vitest';
import { Refusal, message, refusalCodes } from '#/base/refusal.ts';
import { loadTexts } from '../text/load.ts';
import { problemOf, statusOf } from './problem.ts';

const texts = loadTexts();
const told = (error: unknown, aborted = false) => problemOf(error, { texts, language: 'en', request: 'r-1', aborted });

describe('a problem', () => {
  it('has a status for every code, and carries what a person can act on', () => {
    for (const code of refusalCodes) {
      const { problem, unexpected } = told(new Refusal(code, 'refusal.not-found'));
      expect([problem.code, problem.status, unexpected]).toEqual([code, statusOf[code], false]);
      expect(problem.title).not.toContain('problem.');
    }
    const { problem } = told(
      new Refusal('invalid', 'refusal.invalid', { title: message('field.required') }, { from: ['new'] }),
    );
    expect(problem).toMatchObject({ fields: { title: 'This has to be filled in.' }, from: ['new'], request: 'r-1' });
  });

  it('cannot be changed by what rides along', () => {
    const { problem } = told(
      new Refusal('conflict', 'refusal.not-found', {}, { status: 200, code: 'fine', type: 'x', request: 'y' }),
    );
    expect(problem).toMatchObject({ status: 409, code: 'conflict', request: 'r-1' });
  });

  it('tells nothing of what nobody expected', () => {
    const { problem, unexpected } = told(
      Object.assign(new Error('password=hunter2 at secret.ts:1'), { detail: 'hunter2' }),
    );
    expect([problem.status, problem.code, unexpected]).toEqual([500, 'internal', true]);
    expect(JSON.stringify(problem)).not.toMatch(/hunter2|secret\.ts/);
  });

  it.each([
    ['57014', 'deadline'],
    ['40P01', 'unavailable'],
    ['ECONNREFUSED', 'unavailable'],
    ['08006', 'unavailable'],
    ['22021', 'bad-request'],
    ['FST_ERR_CTP_BODY_TOO_LARGE', 'too-large'],
    ['FST_ERR_CTP_INVALID_MEDIA_TYPE', 'unsupported-media-type'],
    ['42703', 'internal'],
  ])('of the code %s is %s', (code, expected) => {
    expect(told(Object.assign(new Error('x'), { code })).problem.code).toBe(expected);
  });

  it.each([
    ['the database that is not there', { code: 'ENOENT', syscall: 'connect' }, 'database', '5'],
    ['the database whose name nobody knows', { code: 'EAI_AGAIN', syscall: 'getaddrinfo' }, 'database', '5'],
    ['the database that goes down', { code: '57P01' }, 'database', '5'],
    ['the database that starts', { code: '57P03' }, 'database', '5'],
    ['a connection that breaks', { code: 'ECONNRESET' }, 'database', '5'],
    [
      'a connection that broke',
      { message: 'Client has encountered a connection error and is not queryable' },
      'database',
      '5',
    ],
    ['a connection that ended', { message: 'Connection terminated unexpectedly' }, 'database', '5'],
    ['connections that are all in use', { message: 'timeout exceeded when trying to connect' }, 'connections', '1'],
    ['a database with too many guests', { code: '53300' }, 'connections', '1'],
    ['a database without memory', { code: '53200' }, 'connections', '1'],
    ['a full disk of the database', { code: '53100' }, 'disk', '60'],
    ['a full disk for files', { code: 'ENOSPC', syscall: 'write' }, 'disk', '60'],
    ['a quota that is used up', { code: 'EDQUOT', syscall: 'write' }, 'disk', '60'],
    ['a disk that can only be read', { code: 'EROFS', syscall: 'open' }, 'disk', '60'],
  ])('says of %s that it is away, and when to come back', (_what, facts: object, part, after) => {
    for (const language of ['en', 'sk']) {
      const { problem, headers, unexpected, failing } = problemOf(Object.assign(new Error('x'), facts), {
        texts,
        language,
        request: 'r-1',
      });
      expect([problem.status, problem.code, unexpected, failing]).toEqual([503, 'unavailable', false, part]);
      expect(headers['retry-after']).toBe(after);
      expect(problem.detail).toBe(texts.textOf(language, `refusal.away-${part}`));
      expect(problem.detail).not.toContain('refusal.');
    }
  });

  it('takes a file that is not there for a bug still', () => {
    expect(told(Object.assign(new Error('x'), { code: 'ENOENT', syscall: 'open' })).problem.code).toBe('internal');
  });

  it.each([
    [400, 'bad-request'],
    [404, 'not-found'],
    [406, 'unsupported-media-type'],
    [413, 'too-large'],
    [414, 'bad-request'],
    [500, 'internal'],
    [200, 'internal'],
  ])('of the web server with the status %i is %s', (statusCode, expected) => {
    expect(told(Object.assign(new Error('x'), { statusCode, code: 'FST_SOMETHING' })).problem.code).toBe(expected);
  });

  it('is a deadline where the request was stopped, whatever came of that', () => {
    const stopped = told(new Error('Connection terminated'), true);
    expect(stopped.problem.code).toBe('deadline');
    expect(stopped.headers['retry-after']).toBe('5');
    expect(told(new Refusal('not-found', 'refusal.not-found'), true).problem.code).toBe('not-found');
  });

  it('says when to come back', () => {
    expect(told(new Refusal('too-many', 'refusal.not-found', {}, { retryAfter: 2.2 })).headers['retry-after']).toBe(
      '3',
    );
    expect(told(new Refusal('unauthenticated', 'refusal.not-found')).headers['www-authenticate']).toMatch(/^Bearer/);
  });
});
