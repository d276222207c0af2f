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
    expect(told(new Error('Connection terminated'), true).problem.code).toBe('deadline');
    expect(told(new Refusal('not-found', 'refusal.not-found'), true).problem.code).toBe('not-found');
  });

  it('says when to come back', () => {
    expect(told(new Refusal('too-many', 'refusal.not-found', {}, { retryAfter: 2.2 })).headers['retry-after']).toBe(
      '3',
    );
    expect(told(new Refusal('unauthenticated', 'refusal.not-found')).headers['www-authenticate']).toMatch(/^Bearer/);
  });
});
