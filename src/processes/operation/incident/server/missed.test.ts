import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clockRules } from '#/app/clocks.ts';
import { timers } from '#/app/processes.server.ts';
import { openDesk, tuesday } from '#/app/test/desk.ts';
import type { Desk } from '#/app/test/desk.ts';
import { Refusal } from '#/base/refusal.ts';
import { fireClocks } from '#/capabilities/clocks/server/fire.ts';
import { readClocks } from '#/capabilities/clocks/server/read-clocks.ts';
import { parseFilter } from '#/engines/filter/filter.ts';
import { recomputeClocks } from '#/processes/design/service-level/server/api.ts';
import { fireTimers } from '#/record/server/after/timers.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import { configurationOf } from '#/record/server/configuration.ts';
import { getRecord } from '#/record/server/read/get.ts';
import { listRecords } from '#/record/server/read/list.ts';
import { calendarOf } from './queries/calendar-of.ts';
import { incidentType } from './queries/incident-type.ts';
import { wrongClocks } from './test/wrong-clocks.ts';

const minute = 60_000;
const hour = 60 * minute;

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
}, 60_000);
afterAll(() => desk.drop());

/** A case of priority 1, day and night: answered within 15 minutes, told every hour, solved within four. */
const log = (more: Row = {}) =>
  desk.does('agent', 'create', null, {
    title: 'No mail',
    channel: 'email',
    affectedUser: desk.ids.user,
    impact: 1,
    urgency: 1,
    ...more,
  });
const verdicts = async (id: string) => {
  const rows = await desk.owner<{ kind: string; met: boolean | null }>('select kind, met from clock where item = $1', [
    id,
  ]);
  return Object.fromEntries(rows.map(({ kind, met }) => [kind, met]));
};
const passTo = async (now: number) => {
  await fireClocks(desk.system(now), clockRules);
  await fireTimers(desk.system(now), timers);
};
async function refusal(work: Promise<unknown>): Promise<Refusal> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
const solved = { closeCode: 'fixed', solution: 'Restarted it.', cause: 'A full disk.' };
/** Every promise but the solution's is missed two hours on. */
const late = tuesday + 2 * hour;

describe('a reopened case', () => {
  it('goes on with the time already used, without the time that it was solved', async () => {
    const { id } = await log();
    await desk.does('agent', 'reply', id, { body: 'We look' }, tuesday + minute);
    await desk.does('agent', 'resolve', id, solved, tuesday + 30 * minute);
    await desk.does('user', 'reopen', id, { message: 'Again' }, tuesday + 10 * hour);
    const clocks = await readClocks(desk.system(tuesday + 10 * hour + 30 * minute), id, calendarOf);
    const resolution = clocks.find(({ kind }) => kind === 'resolution');
    expect(resolution).toMatchObject({ state: 'running', elapsed: hour, met: null });
    expect(resolution?.due).toBe(new Date(tuesday + 13.5 * hour).toISOString());
    expect(clocks.find(({ kind }) => kind === 'response')).toMatchObject({ state: 'stopped', met: true });
  });

  it('has still missed what it missed before', async () => {
    const { id } = await log();
    await desk.does('agent', 'resolve', id, { ...solved, missReason: 'ours' }, tuesday + 5 * hour);
    await desk.does('user', 'reopen', id, { message: 'Again' }, tuesday + 6 * hour);
    expect(await verdicts(id)).toEqual({ response: false, update: false, resolution: false });
    await desk.does('agent', 'resolve', id, solved, tuesday + 6 * hour + minute);
    expect(await verdicts(id)).toEqual({ response: false, update: false, resolution: false });
  });
});

describe('a promise that was missed', () => {
  it('stays missed when the case is cancelled, or is the duplicate of another one', async () => {
    const other = await log();
    for (const more of [{}, { duplicateOf: other.id }]) {
      const { id } = await log();
      await desk.does('agent', 'cancel', id, { reason: 'x', missReason: 'user', ...more }, late);
      expect(await verdicts(id)).toEqual({ response: false, update: false, resolution: null });
    }
  });

  it('stays missed when the priority is lowered, the desk answers, or a policy is retired', async () => {
    const { id } = await log();
    await desk.does('agent', 'edit', id, { impact: 3, urgency: 3, loweredReason: 'One person' }, late);
    expect(await verdicts(id)).toMatchObject({ response: false, update: false });
    await desk.does('agent', 'edit', id, { impact: 1, urgency: 1 }, late + minute);
    await desk.does('agent', 'reply', id, { body: 'We look' }, late + 2 * minute);
    expect(await verdicts(id)).toMatchObject({ response: false, update: false });
    const shown = await readClocks(desk.system(late + 3 * minute), id, calendarOf);
    expect(shown.find(({ kind }) => kind === 'update')).toMatchObject({
      state: 'running',
      met: false,
      breachedAt: new Date(tuesday + hour).toISOString(),
    });
    expect(await wrongClocks(desk)).toEqual([]);
  });

  it('is missed no more where the policy itself was wrong and is set right', async () => {
    const { id } = await log();
    await passTo(tuesday + 20 * minute);
    expect(await verdicts(id)).toMatchObject({ response: false });
    const rows = await (await configurationOf(desk.system())).rows('clock-policy');
    const policy = rows.find((row) => row['order'] === 10) ?? {};
    const targets = (policy['targets'] as { clock: string; amount: number }[]).map((target) =>
      target.clock === 'response' ? { ...target, amount: 60 } : target,
    );
    await desk.does('administrator', 'clock-policy.edit', policy['id'] as string, { targets });
    for (const rules of clockRules) await recomputeClocks(desk.system(tuesday + 21 * minute), rules);
    expect(await verdicts(id)).toMatchObject({ response: null });
    await desk.does('administrator', 'clock-policy.edit', policy['id'] as string, { targets: policy['targets'] });
  });
});

describe('why a promise was missed', () => {
  it('is asked for when staff solve or cancel the case, and only then', async () => {
    const { id } = await log();
    expect((await refusal(desk.does('agent', 'resolve', id, solved, late))).fields).toEqual({
      missReason: { key: 'incident.miss-reason-required' },
    });
    expect(Object.keys((await refusal(desk.does('agent', 'cancel', id, { reason: 'x' }, late))).fields)).toEqual([
      'missReason',
    ]);
    await desk.does('agent', 'resolve', id, { ...solved, missReason: 'supplier' }, late);
    expect(await desk.incident(id)).toMatchObject({ state: 'resolved', missReason: 'supplier' });
    await desk.does('agent', 'edit', id, { missReason: 'no-capacity' }, late + minute);
    expect(await desk.incident(id)).toMatchObject({ missReason: 'no-capacity' });
    const kept = await log();
    await desk.does('agent', 'resolve', kept.id, solved, tuesday + minute);
    const withdrawn = await log();
    await desk.does('agent', 'cancel', withdrawn.id, { reason: 'x' }, tuesday + minute);
  });

  it('is not asked for a second time, nor of what the system does by itself', async () => {
    const { id } = await log();
    await desk.does('agent', 'edit', id, { missReason: 'user' }, late);
    await desk.does('agent', 'resolve', id, solved, late + minute);
    expect(await desk.incident(id)).toMatchObject({ state: 'resolved', missReason: 'user' });
    const [reason] = await desk.owner<{ id: string }>("select id from pending_reason where code = 'user'");
    const waiting = await log();
    await desk.does('agent', 'wait', waiting.id, { reason: reason?.id, message: 'Which?' }, late);
    for (let day = 1; day < 40; day += 1) await passTo(late + day * 24 * hour);
    expect(await desk.incident(waiting.id)).toMatchObject({ state: 'closed', missReason: null });
    expect(await verdicts(waiting.id)).toMatchObject({ response: false });
  });

  it('is a field like the others for staff, and nothing that users see', async () => {
    const { id } = await log({ title: 'Filtered by the miss' });
    await desk.does('agent', 'resolve', id, { ...solved, missReason: 'wrong-priority' }, late);
    const ctx = await desk.as('agent', late);
    const parsed = parseFilter('missReason = wrong-priority', incidentType(ctx).filters);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    const { rows } = await listRecords(ctx, incidentType(ctx), { filter: parsed.filter });
    expect(rows.map((row) => row['id'])).toEqual([id]);
    const user = await desk.as('user', late, 'portal');
    const seen = await getRecord(user, incidentType(user), id);
    expect(seen).not.toHaveProperty('missReason');
    expect(seen).not.toHaveProperty('loweredReason');
    const refused = await refusal(desk.does('agent', 'edit', id, { missReason: 'nobody' }, late));
    expect(refused.fields).toHaveProperty('missReason');
  });
});

describe('a lowered priority', () => {
  it('needs a reason, by whatever change; a raised one needs none', async () => {
    const { id } = await log({ impact: 2, urgency: 2 });
    const lower = { urgency: 3 };
    expect((await refusal(desk.does('agent', 'edit', id, lower))).fields['loweredReason']?.key).toBe(
      'incident.lowered-reason-required',
    );
    await desk.does('agent', 'edit', id, { ...lower, loweredReason: 'It can wait' });
    expect(await desk.incident(id)).toMatchObject({ priority: 4, loweredReason: 'It can wait' });
    // One that is given for many cases is no reason of what is raised by it.
    await desk.does('agent', 'edit', id, { urgency: 1, loweredReason: 'For the others' });
    expect(await desk.incident(id)).toMatchObject({ priority: 2, loweredReason: 'It can wait' });
    await desk.does('lead', 'override-priority', id, { priority: 1, reason: 'The director waits' });
    expect((await refusal(desk.does('lead', 'release-priority', id))).fields).toHaveProperty('loweredReason');
    await desk.does('lead', 'release-priority', id, { loweredReason: 'Served' });
    expect(await desk.incident(id)).toMatchObject({ priorityReason: null, loweredReason: 'Served' });
  });

  it('needs none where raising it is undone', async () => {
    const { id } = await log({ impact: 2, urgency: 2 });
    await desk.does('agent', 'edit', id, { urgency: 1 });
    const [entry] = await desk.owner<{ id: string }>(
      `select id from history where item = $1 and action = 'edit' order by id desc limit 1`,
      [id],
    );
    await desk.does('agent', 'undo', id, { entry: Number(entry?.id) });
    expect(await desk.incident(id)).toMatchObject({ urgency: 2, priority: 3 });
  });
});
