import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clockRules } from '#/app/clocks.ts';
import { timers } from '#/app/processes.server.ts';
import { openDesk, tuesday } from '#/app/test/desk.ts';
import type { Desk, Who } from '#/app/test/desk.ts';
import { Refusal } from '#/base/refusal.ts';
import { fireClocks } from '#/capabilities/clocks/server/fire.ts';
import { recomputeClocks } from '#/processes/design/service-level/server/api.ts';
import { fireTimers } from '#/record/server/after/timers.ts';
import { perform } from '#/record/server/commit/perform.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import { configurationOf } from '#/record/server/configuration.ts';
import { wrongClocks } from './test/wrong-clocks.ts';
import { wrongDues } from './test/wrong-dues.ts';

const minute = 60_000;
const day = 1440 * minute;
/** So many lives; more in the long run. */
const lives = process.env['MAINSTAY_LONG'] ? 300 : 15;

let desk: Desk;
let reasons: ReadonlyMap<string, string>;
let policyIds: readonly string[];
beforeAll(async () => {
  desk = await openDesk();
  const configuration = await configurationOf(desk.system());
  const waits = await configuration.rows('pending-reason');
  reasons = new Map(waits.map((row) => [row['code'] as string, row['id'] as string]));
  policyIds = (await configuration.rows('clock-policy')).map((row) => row['id'] as string);
}, 60_000);
afterAll(() => desk.drop());

type Door = readonly [who: Who | 'system', action: string, input: () => Row];
const until = new Date(tuesday + 900 * day).toISOString();
const solved = { closeCode: 'fixed', solution: 'Restarted it.', cause: 'A full disk.', missReason: 'ours' };

/** What happens to a case: every door by which the desk answers, and every way to rest, end and go on. */
const doors: readonly Door[] = [
  ['agent', 'take', () => ({})],
  ['agent', 'assign', () => ({ group: desk.ids.second, note: 'Yours' })],
  ['agent', 'reply', () => ({ body: 'We look' })],
  ['user', 'reply', () => ({ body: 'Any news?' })],
  ['agent', 'note', () => ({ body: 'The disk' })],
  ['agent', 'wait', () => ({ reason: reasons.get('user'), message: 'Which one?' })],
  ['agent', 'wait', () => ({ reason: reasons.get('supplier') })],
  ['agent', 'wait', () => ({ reason: reasons.get('supplier'), message: 'A part is ordered' })],
  ['agent', 'wait', () => ({ reason: reasons.get('until-date'), until, userAsked: true })],
  ['system', 'wait', () => ({ reason: reasons.get('user'), message: 'Still there?' })],
  ['agent', 'resume', () => ({})],
  ['agent', 'edit', () => ({ impact: 1, urgency: 1 })],
  ['agent', 'edit', () => ({ impact: 3, urgency: 3, loweredReason: 'One person' })],
  ['lead', 'override-priority', () => ({ priority: 2, reason: 'The director waits' })],
  ['lead', 'release-priority', () => ({ loweredReason: 'Served' })],
  ['agent', 'resolve', () => solved],
  ['user', 'reopen', () => ({ message: 'Not fixed' })],
  ['agent', 'reopen', () => ({ message: 'It is back' })],
  ['user', 'confirm', () => ({})],
  ['agent', 'cancel', () => ({ reason: 'By mistake', missReason: 'user' })],
];

type Step = readonly [kind: string, action: string, id: () => string | undefined, input: () => Row];
type Target = { priority: number; clock: string; amount: number; unit: string };
const withoutUpdates: Target[] = [1, 2, 3].flatMap((priority) => [
  { priority, clock: 'resolution', amount: 240 * priority, unit: 'minutes' },
  { priority, clock: 'response', amount: 15 * priority, unit: 'minutes' },
]);

/** What administrators do meanwhile: policies come and go, hold for others, lose targets; waits rest clocks, or no more. */
const settings: readonly Step[] = [
  ...[0, 1].flatMap((at): Step[] => [
    ['clock-policy', 'retire', () => policyIds[at], () => ({})],
    ['clock-policy', 'restore', () => policyIds[at], () => ({})],
    ['clock-policy', 'edit', () => policyIds[at], () => ({ where: 'priority <= 2' })],
    ['clock-policy', 'edit', () => policyIds[at], () => ({ where: null })],
    ['clock-policy', 'edit', () => policyIds[at], () => ({ targets: withoutUpdates })],
  ]),
  ...['user', 'supplier', 'until-date'].flatMap((code): Step[] =>
    ['always', 'never', 'if-user-asked'].map((pauses): Step => [
      'pending-reason',
      'edit',
      () => reasons.get(code),
      () => ({ pauses }),
    ]),
  ),
];

async function tried(work: () => Promise<unknown>): Promise<number> {
  try {
    await work();
    return 1;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return 0;
  }
}

const missed = async (): Promise<string[]> => {
  const rows = await desk.owner<{ clock: string }>(
    `select item || ' ' || kind as clock from clock where missed_at is not null order by 1`,
  );
  return rows.map(({ clock }) => clock);
};

describe('whatever becomes of policies, targets, reasons and states', () => {
  it('leaves no clock running that should not, none resting that should run, and no miss forgotten', async () => {
    let [taken, set, misses] = [0, 0, 0];
    const turn = fc.record({
      what: fc.oneof(
        { weight: 3, arbitrary: fc.record({ door: fc.nat(doors.length - 1) }) },
        { weight: 1, arbitrary: fc.record({ setting: fc.nat(settings.length - 1) }) },
      ),
      after: fc.constantFrom(1, 20, 45, 180, 1440, 4320),
    });
    const channel = fc.constantFrom('email', 'phone', 'portal');
    let begun = tuesday;
    await fc.assert(
      fc.asyncProperty(channel, fc.array(turn, { minLength: 5, maxLength: 16 }), async (by, turns) => {
        begun += 60 * day;
        let now = begun;
        const input = { title: 'No mail', channel: by, affectedUser: desk.ids.user, impact: 1, urgency: 2 };
        const { id } = await desk.does('agent', 'create', null, input, now);
        let before = await missed();
        for (const { what, after } of turns) {
          now += after * minute;
          await fireClocks(desk.system(now), clockRules);
          await fireTimers(desk.system(now), timers);
          let said: string;
          if ('door' in what) {
            const [who, action, given] = doors[what.door] ?? doors[0]!;
            said = `${who} ${action}`;
            const act = () =>
              who === 'system'
                ? perform(desk.system(now), 'incident', action, id, given())
                : desk.does(who, action, id, given(), now);
            taken += await tried(act);
          } else {
            const [kind, action, which, given] = settings[what.setting] ?? settings[0]!;
            said = `${kind} ${action}`;
            set += await tried(() => desk.does('administrator', `${kind}.${action}`, which() ?? '', given(), now));
            for (const rules of clockRules) await recomputeClocks(desk.system(now), rules);
          }
          expect(await wrongClocks(desk), said).toEqual([]);
          expect(await wrongDues(desk), said).toEqual([]);
          const still = await missed();
          expect(
            before.filter((clock) => !still.includes(clock)),
            said,
          ).toEqual([]);
          before = still;
        }
        misses = before.length;
        // The next life finds nothing of this one that goes on.
        await tried(() => desk.does('agent', 'cancel', id, { reason: 'Over', missReason: 'ours' }, now));
      }),
      { numRuns: lives, seed: 20_261_130, endOnFailure: true },
    );
    // The cases are worth something: most of what was tried could be done.
    expect(taken).toBeGreaterThan(lives * 2);
    expect(set).toBeGreaterThan(lives / 2);
    expect(misses).toBeGreaterThan(0);
  }, 600_000);
});
