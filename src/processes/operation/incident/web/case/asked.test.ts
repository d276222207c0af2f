import { describe, expect, it } from 'vitest';
import type { ClockFacts } from '#/capabilities/clocks/shared/answers.ts';
import type { FieldShape, StepShape } from '#/record/web/definitions.tsx';
import type { Row } from '#/record/web/records.ts';
import { asked } from './asked.ts';

const field = (name: string): FieldShape => ({
  name,
  label: name,
  kind: 'text',
  required: false,
  computed: false,
  byStep: false,
  audience: 'staff',
});
const step = (...names: string[]) =>
  ({ name: 'resolve', label: 'Resolve', input: names.map((name) => field(name)) }) as unknown as StepShape;
const record = (more: Record<string, unknown> = {}) =>
  ({ priority: 3, calculatedPriority: 3, ...more }) as unknown as Row;
const now = Date.UTC(2026, 2, 10, 9);
const clock = (more: Partial<ClockFacts>) =>
  ({ state: 'running', due: '2026-03-10T10:00:00.000Z', met: null, ...more }) as ClockFacts;
const input = (...given: Parameters<typeof asked>) =>
  asked(...given).input.map(({ name, required }) => `${name}${required ? '!' : ''}`);

describe('what a step asks for', () => {
  const resolve = step('solution', 'missReason');

  it('is no reason where no promise was missed', () => {
    expect(input(resolve, record(), [clock({})], now)).toEqual(['solution']);
    expect(input(resolve, record(), [], now)).toEqual(['solution']);
    expect(input(resolve, record(), [clock({ state: 'stopped', met: true })], now)).toEqual(['solution']);
  });

  it('is the reason where one was, by what the server says or by the time that went by since', () => {
    expect(input(resolve, record(), [clock({ met: false })], now)).toEqual(['solution', 'missReason!']);
    expect(input(resolve, record(), [clock({})], now + 7_200_000)).toEqual(['solution', 'missReason!']);
    expect(input(resolve, record({ missReason: 'ours' }), [clock({ met: false })], now)).toEqual(['solution']);
  });

  it('is why the priority goes down where giving it back does that', () => {
    const release = step('loweredReason');
    expect(input(release, record({ priority: 1 }), [], now)).toEqual(['loweredReason!']);
    expect(input(release, record({ priority: 4 }), [], now)).toEqual([]);
  });
});
