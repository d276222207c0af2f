import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDesk, tuesday } from '#/app/test/desk.ts';
import type { Desk, Who } from '#/app/test/desk.ts';
import { perform } from '#/record/server/commit/perform.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import { configurationOf } from '#/record/server/configuration.ts';
import { wrongClocks } from './test/wrong-clocks.ts';
import { wrongDues } from './test/wrong-dues.ts';

const minute = 60_000;

let desk: Desk;
let reason: (code: string) => string;
beforeAll(async () => {
  desk = await openDesk();
  const rows = await (await configurationOf(desk.system())).rows('pending-reason');
  reason = (code) => rows.find((row) => row['code'] === code)?.['id'] as string;
}, 60_000);
afterAll(() => desk.drop());

const log = (more: Row = {}, who: Who = 'agent') =>
  desk.does(who, 'create', null, {
    title: 'No mail',
    channel: 'email',
    affectedUser: desk.ids.user,
    impact: 2,
    urgency: 2,
    ...more,
  });
const clockOf = async (id: string, kind: string) => {
  const [clock] = await desk.owner<{ running: string; met: boolean | null; started: number }>(
    `select running, met, (fold ->> 'startedAt')::bigint as started from clock where item = $1 and kind = $2`,
    [id, kind],
  );
  return clock;
};
const response = (id: string) => clockOf(id, 'response');
const kept = { running: 'stopped', met: true };
const owed = { running: 'running', met: null };
const at = tuesday + 5 * minute;
const solved = { closeCode: 'fixed', solution: 'Restarted it.' };

describe('a first answer', () => {
  it('is a question that the desk asks while it begins to wait; the next message is due from then', async () => {
    const { id } = await log();
    await desk.does('agent', 'wait', id, { reason: reason('user'), message: 'Which printer is it?' }, at);
    expect(await response(id)).toMatchObject(kept);
    expect(await clockOf(id, 'update')).toMatchObject({ running: 'paused', started: at });
  });

  it('is a reply, a solution, and what is said on reopening', async () => {
    const replied = await log();
    await desk.does('agent', 'reply', replied.id, { body: 'We look' }, at);
    expect(await response(replied.id)).toMatchObject(kept);
    const { id } = await log();
    await desk.does('agent', 'resolve', id, solved, at);
    expect(await response(id)).toMatchObject(kept);
    await desk.does('agent', 'reopen', id, { message: 'It is back, we go on' }, at + minute);
    await desk.does('agent', 'wait', id, { reason: reason('supplier'), message: 'Ordered a part' }, at + 2 * minute);
    expect(await clockOf(id, 'update')).toMatchObject({ running: 'running', started: at + 2 * minute });
  });

  it('is none that the system gives, or the user, or nobody in public', async () => {
    const { id } = await log();
    await desk.does('user', 'reply', id, { body: 'Any news?' }, at);
    await desk.does('agent', 'note', id, { body: 'Looks like the disk' }, at);
    await desk.does('agent', 'take', id, {}, at);
    await desk.does('agent', 'wait', id, { reason: reason('supplier') }, at);
    const asked = { reason: reason('user'), message: 'Still there?' };
    await perform(desk.system(at), 'incident', 'wait', id, asked);
    expect(await response(id)).toMatchObject(owed);
  });

  it('is none that staff give about a case of their own', async () => {
    const { id } = await log({ affectedUser: desk.ids.agent, requester: desk.ids.agent, channel: 'phone' });
    await desk.does('agent', 'reply', id, { body: 'It is getting worse' }, at);
    expect(await response(id)).toMatchObject(owed);
    await desk.does('colleague', 'reply', id, { body: 'We look' }, at + minute);
    expect(await response(id)).toMatchObject(kept);
  });
});

describe('a reply that is taken back', () => {
  const replied = async () => {
    const { id } = await log();
    const { notes } = await desk.does('agent', 'reply', id, { body: 'We look' }, at);
    return { id, takeBack: () => desk.does('agent', 'recall', id, { note: notes['note'] }, at + 5000) };
  };

  it.each<[what: string, step: string, input: () => Row, goesOn: boolean]>([
    ['another reply', 'reply', () => ({ body: 'We look at it now' }), true],
    ['a question', 'wait', () => ({ reason: reason('user'), message: 'Which one?' }), false],
    ['the solution', 'resolve', () => solved, false],
  ])('leaves the answer to %s, which came after it', async (_what, step, input, goesOn) => {
    const { id, takeBack } = await replied();
    await desk.does('agent', step, id, input(), at + 2000);
    await takeBack();
    expect(await response(id)).toMatchObject(kept);
    const [clock] = await desk.owner<{ at: string }>(
      `select fold ->> 'stoppedAt' as at from clock where item = $1 and kind = 'response'`,
      [id],
    );
    expect(Number(clock?.at)).toBe(at + 2000);
    // What is due is what the other clocks say; nothing, where they rest or have ended.
    expect((await desk.incident(id))['dueAt']).toEqual(goesOn ? expect.any(String) : null);
    expect([await wrongClocks(desk), await wrongDues(desk)]).toEqual([[], []]);
  });

  it('leaves the answer to the reply before it, and owes one where there is none', async () => {
    const { id } = await log();
    await desk.does('agent', 'reply', id, { body: 'We look' }, at);
    const { notes } = await desk.does('agent', 'reply', id, { body: 'We look now' }, at + 2000);
    await desk.does('agent', 'recall', id, { note: notes['note'] }, at + 4000);
    expect(await response(id)).toMatchObject(kept);
    expect(await clockOf(id, 'update')).toMatchObject({ ...owed, started: at });
    const alone = await replied();
    await alone.takeBack();
    expect(await response(alone.id)).toMatchObject(owed);
  });
});

describe('a case logged while speaking with the user', () => {
  it.each(['phone', 'walk-in', 'chat'])('is answered at once: %s', async (channel) => {
    const { id } = await log({ channel });
    expect(await response(id)).toMatchObject({ ...kept, started: tuesday });
    expect(await clockOf(id, 'resolution')).toMatchObject(owed);
    expect(await clockOf(id, 'update')).toMatchObject({ ...owed, started: tuesday });
  });

  it.each(['email', 'monitoring', 'api'])('is not: %s', async (channel) => {
    expect(await response((await log({ channel })).id)).toMatchObject(owed);
  });

  it('is not where the system logs it, or the user', async () => {
    const input = { title: 'No mail', channel: 'phone', affectedUser: desk.ids.user, impact: 2, urgency: 2 };
    expect(await response((await perform(desk.system(), 'incident', 'create', null, input)).id)).toMatchObject(owed);
    const own = await desk.does('user', 'create', null, { title: 'No mail', urgency: 2 });
    expect(await response(own.id)).toMatchObject(owed);
  });

  it('keeps all its promises when it is solved in the same step', async () => {
    const { id } = await log({ channel: 'phone', ...solved });
    for (const kind of ['response', 'update', 'resolution']) expect(await clockOf(id, kind), kind).toMatchObject(kept);
  });
});
