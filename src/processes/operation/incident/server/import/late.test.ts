import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clockRules } from '#/app/clocks.ts';
import { timers } from '#/app/processes.server.ts';
import { follow } from '#/app/test/follow.ts';
import { fireClocks } from '#/capabilities/clocks/server/fire.ts';
import { fireTimers } from '#/record/server/after/timers.ts';
import { perform } from '#/record/server/commit/perform.ts';
import type { Importing } from './test/importing.ts';
import { openImporting, wednesday } from './test/importing.ts';

const minute = 60_000;
const hour = 60 * minute;

let at: Importing;
beforeAll(async () => {
  at = await openImporting();
  await perform(at.desk.system(), 'group', 'edit', at.desk.ids.desk, { lead: at.desk.ids.lead });
  await follow(at.desk, wednesday - hour);
  await at.desk.owner('delete from notification');
}, 60_000);
afterAll(() => at.stop());

/** An open case of the first priority, 30 hours old by the import. */
const csv = (impact = 'High', urgency = 'High') =>
  `Number,Title,Status,Opened,Impact,Urgency,Assignment group\nL-1,No mail,Open,2026-03-10T03:00:00Z,${impact},${urgency},Service desk\n`;

const bringIn = async (switchOver = wednesday) =>
  at.bringIn(await at.file(`late-${switchOver}.csv`, csv()), { switchOver });
const caseOf = async () => (await at.desk.owner<{ id: string }>("select id from incident where number = 'L-1'"))[0]?.id;

/** Lets the clocks pass to an instant, and says how many were told of a deadline by it. */
async function toldBy(now: number): Promise<number> {
  await fireClocks(at.desk.system(now), clockRules);
  await fireTimers(at.desk.system(now), timers);
  await follow(at.desk, now);
  const rows = await at.desk.owner("delete from notification where kind like 'clock-%' returning 1");
  return rows.length;
}

describe('a case that was late already when it was brought in', () => {
  it('is late without anybody being told, neither at once nor by a threshold that repeats', async () => {
    const run = await bringIn();
    expect(await at.desk.owner("select 1 from clock where kind = 'resolution' and breached_at is not null")).toEqual([
      { '?column?': 1 },
    ]);
    for (const later of [1, minute, 4 * minute, hour, 24 * hour]) expect(await toldBy(wednesday + later)).toBe(0);
    await at.takeBack(run.id, true);
  });

  it('stays quiet where the switch-over is still to come, and it became late before that', async () => {
    const switchOver = wednesday + 3 * 24 * hour;
    const run = await bringIn(switchOver);
    for (const later of [minute, switchOver - wednesday, switchOver - wednesday + hour])
      expect(await toldBy(wednesday + later)).toBe(0);
    await at.takeBack(run.id, true);
  });

  it('is news again once something new happens to it', async () => {
    const run = await bringIn();
    const id = (await caseOf()) ?? '';
    expect(await toldBy(wednesday + minute)).toBe(0);
    // Solved, and not solved after all: whoever answers for it hears of it as of any other that is late.
    const end = { closeCode: 'fixed', solution: 'Restarted', cause: 'Disk', missReason: 'ours' };
    await at.desk.does('lead', 'take', id, {}, wednesday + 2 * minute);
    await at.desk.does('lead', 'resolve', id, end, wednesday + 3 * minute);
    await at.desk.does('lead', 'reopen', id, { message: 'Still no mail' }, wednesday + 4 * minute);
    await follow(at.desk, wednesday + 5 * minute);
    expect(await toldBy(wednesday + 8 * hour)).toBeGreaterThan(0);
    await at.takeBack(run.id, true);
  });
});
