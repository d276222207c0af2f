import { describe, expect, test } from 'vitest';
import { type ClockConditions, evaluate } from './conditions.ts';

type Ticket = Partial<Record<'start' | 'stop' | 'pause' | 'resume' | 'reset' | 'cancel', boolean>>;

const all: ClockConditions<Ticket> = {
  start: (ticket) => ticket.start ?? false,
  stop: (ticket) => ticket.stop ?? false,
  pause: (ticket) => ticket.pause ?? false,
  resume: (ticket) => ticket.resume ?? false,
  reset: (ticket) => ticket.reset ?? false,
  cancel: (ticket) => ticket.cancel ?? false,
};

const steps = (clock: Parameters<typeof evaluate>[1], ticket: Ticket, change: Partial<typeof all> = {}) =>
  evaluate({ ...all, ...change }, clock, null, ticket);

describe('attaching', () => {
  test('needs start, and neither stop nor cancel', () => {
    expect(steps(null, {})).toEqual([]);
    expect(steps(null, { start: true })).toEqual(['start']);
    expect(steps(null, { start: true, stop: true })).toEqual([]);
    expect(steps(null, { start: true, cancel: true })).toEqual([]);
    expect(steps('cancelled', { start: true })).toEqual(['start']);
  });

  test('pauses at once what begins on hold', () => {
    expect(steps(null, { start: true, pause: true })).toEqual(['start', 'pause']);
    expect(steps(null, { start: true, pause: true, resume: true })).toEqual(['start']);
  });
});

describe('an attached clock', () => {
  test('is stopped before anything else', () => {
    const everything = { start: true, stop: true, pause: true, resume: true, reset: true, cancel: true };
    expect(steps('running', everything)).toEqual(['stop']);
    expect(steps('paused', { stop: true })).toEqual(['stop']);
  });

  test('is paused, and goes on when pause no longer holds or resume does', () => {
    expect(steps('running', { start: true, pause: true })).toEqual(['pause']);
    expect(steps('paused', { start: true, pause: true })).toEqual([]);
    expect(steps('paused', { start: true })).toEqual(['resume']);
    expect(steps('paused', { start: true, pause: true, resume: true })).toEqual(['resume']);
    expect(steps('running', { start: true, pause: true, resume: true })).toEqual([]);
    expect(steps('running', { start: true })).toEqual([]);
  });

  test('is reset when reset and start hold', () => {
    expect(steps('running', { start: true, reset: true })).toEqual(['reset']);
    expect(steps('paused', { start: true, reset: true, pause: true })).toEqual(['reset', 'pause']);
    expect(steps('running', { reset: true })).toEqual(['cancel']);
  });

  test('is cancelled when cancel holds, and when start no longer does unless told to stay', () => {
    expect(steps('running', { start: true, cancel: true })).toEqual(['cancel']);
    expect(steps('paused', {})).toEqual(['cancel']);
    expect(steps('running', {}, { whenStartEnds: 'keep' })).toEqual([]);
    expect(steps('paused', { pause: true }, { whenStartEnds: 'keep' })).toEqual([]);
  });
});

test('a stopped clock goes on, begins anew or rests when the record comes back', () => {
  expect(steps('stopped', { start: true, stop: true })).toEqual([]);
  expect(steps('stopped', { start: true })).toEqual(['reopen']);
  expect(steps('stopped', { start: true, pause: true })).toEqual(['reopen', 'pause']);
  expect(steps('stopped', { start: true }, { afterStop: 'start' })).toEqual(['start']);
  expect(steps('stopped', { start: true }, { afterStop: 'none' })).toEqual([]);
});

test('conditions see the record before the change', () => {
  const changed: ClockConditions<{ group: string }> = {
    start: () => true,
    reset: (after, before) => before !== null && after.group !== before.group,
  };
  expect(evaluate(changed, 'running', { group: 'network' }, { group: 'network' })).toEqual([]);
  expect(evaluate(changed, 'running', { group: 'network' }, { group: 'desk' })).toEqual(['reset']);
});
