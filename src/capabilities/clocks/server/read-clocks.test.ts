import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDesk, tuesday } from '#/app/test/desk.ts';
import type { Desk, Who } from '#/app/test/desk.ts';
import { calendarOf } from '#/processes/operation/incident/server/queries/calendar-of.ts';
import type { ClockFacts, Explanation, PromisedBy } from '#/capabilities/clocks/shared/answers.ts';
import { clockRoutes } from './routes.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.drop());

const minute = 60_000;
const hour = 60 * minute;
const [list, explanation] = clockRoutes(calendarOf);

async function clocksOf<T = ClockFacts>(who: Who, id: string, now: number): Promise<T[]> {
  const answer = await list?.handle(await desk.as(who, now), { params: { id }, query: {}, body: {} });
  return (answer as { clocks: T[] }).clocks;
}

async function explained(who: Who, id: string, kind: string, now: number): Promise<Explanation> {
  return (await explanation?.handle(await desk.as(who, now), {
    params: { id, kind },
    query: {},
    body: {},
  })) as Explanation;
}

const report = async (input = {}) => (await desk.does('user', 'create', null, { title: 'Clocks', ...input })).id;
const waiting = async () =>
  (await desk.owner<{ id: string }>(`select id from pending_reason where code = 'user'`))[0]?.id;

describe('the clocks of a record', () => {
  it('are counted up to now, with what was promised and by whom', async () => {
    const id = await report();
    const clocks = await clocksOf('agent', id, tuesday + hour);
    expect(clocks.map(({ kind }) => kind)).toEqual(
      ['response', 'update', 'resolution'].filter((kind) => clocks.some((clock) => clock.kind === kind)),
    );
    const resolution = clocks.find(({ kind }) => kind === 'resolution');
    expect(resolution).toMatchObject({
      state: 'running',
      elapsed: hour,
      breachedAt: null,
      met: null,
      computedOnImport: false,
    });
    expect(resolution?.percent).toBe(Math.floor((hour * 100) / (resolution?.budget ?? 1)));
    expect(resolution?.policy.name).toBe('Incidents in working hours');
    expect(resolution?.calendar.name).toBeTruthy();
    expect(resolution?.target.unit).toBe('minutes');
  });

  it('are late at the first instant after their deadline, whether or not anybody has noticed', async () => {
    const id = await report();
    const due = Date.parse((await clocksOf('agent', id, tuesday)).find(({ kind }) => kind === 'response')?.due ?? '');
    const response = async (now: number) => (await clocksOf('agent', id, now)).find(({ kind }) => kind === 'response');
    expect(await response(due)).toMatchObject({ met: null, percent: 100 });
    expect(await response(due + 1)).toMatchObject({ met: false, breachedAt: new Date(due).toISOString() });
  });

  it('are told to the user as what was promised: answer and solution, and whether the time runs', async () => {
    const id = await report();
    const { resolution, response } = Object.fromEntries(
      (await clocksOf<PromisedBy>('user', id, tuesday)).map((clock) => [clock.kind, clock]),
    );
    expect(Object.keys(resolution ?? {}).toSorted()).toEqual(['due', 'kind', 'met', 'state']);
    expect(response).toMatchObject({ state: 'running', met: null });
    await desk.does('agent', 'wait', id, { reason: await waiting(), message: 'Which printer?' }, tuesday + minute);
    expect(await clocksOf<PromisedBy>('user', id, tuesday + hour)).toContainEqual({
      kind: 'resolution',
      state: 'waiting',
      due: null,
      met: null,
    });
  });

  it('are explained by spans without gaps, of which the counted ones add up', async () => {
    const id = await report();
    await desk.does('agent', 'wait', id, { reason: await waiting(), message: 'Which one?' }, tuesday + hour);
    await desk.does('agent', 'resume', id, {}, tuesday + 3 * hour);
    const now = tuesday + 30 * hour;
    for (const who of ['agent', 'user'] as const) {
      const { spans, elapsed } = await explained(who, id, 'resolution', now);
      expect(spans[0]?.from).toBe(new Date(tuesday).toISOString());
      expect(spans.at(-1)?.to).toBe(new Date(now).toISOString());
      for (const [index, span] of spans.slice(1).entries()) expect(span.from).toBe(spans[index]?.to);
      expect(spans.filter(({ kind }) => kind === 'counted').reduce((sum, { working }) => sum + working, 0)).toBe(
        elapsed,
      );
      expect(spans.map(({ kind }) => kind)).toContain('paused');
    }
    const shown = (await clocksOf('agent', id, now)).find(({ kind }) => kind === 'resolution');
    expect(shown?.elapsed).toBe((await explained('agent', id, 'resolution', now)).elapsed);
  });

  it('are not explained to the user where nothing was promised, nor to strangers at all', async () => {
    const id = await report();
    await expect(explained('user', id, 'update', tuesday)).rejects.toMatchObject({ code: 'not-found' });
    await expect(explained('agent', id, 'nonsense', tuesday)).rejects.toMatchObject({ code: 'not-found' });
    await expect(clocksOf('stranger', id, tuesday)).rejects.toMatchObject({ code: 'not-found' });
  });
});
