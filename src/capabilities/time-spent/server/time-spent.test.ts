import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDesk, tuesday } from '#/app/test/desk.ts';
import type { Desk } from '#/app/test/desk.ts';
import { readTime } from './read-time.ts';
import { timeSpent } from './capability.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
  const incident = desk.kit.types.get('incident');
  // The capability by itself, whether or not incidents name it.
  if (incident) Object.assign(incident.steps, timeSpent.steps?.(incident.definition));
  if (incident) Object.assign(incident.behaviours, timeSpent.behaviours);
});
afterAll(() => desk.drop());

const day = 86_400_000;

describe('time spent', () => {
  it('is added up, and each takes back only their own', async () => {
    const { id } = await desk.does('user', 'create', null, { title: 'Slow' });
    await desk.does('agent', 'log-time', id, { minutes: 25, comment: 'on the telephone' });
    await desk.does('colleague', 'log-time', id, { minutes: 90, on: '2026-03-09' });
    const { rows, total, names } = await readTime(await desk.as('agent'), id);
    expect(total).toBe(115);
    expect(rows.map(({ person, minutes, on }) => [names[person]?.title, minutes, on])).toEqual([
      ['Anna Agent', 25, '2026-03-10'],
      ['Cyril Colleague', 90, '2026-03-09'],
    ]);
    await expect(desk.does('agent', 'remove-time', id, { entry: rows[1]?.id })).rejects.toMatchObject({
      code: 'not-found',
    });
    await desk.does('agent', 'remove-time', id, { entry: rows[0]?.id });
    expect(await readTime(await desk.as('agent'), id)).toMatchObject({ total: 90, rows: [{ minutes: 90 }] });
  });

  it('is neither nothing, nor more than a day, nor in the future, nor a user’s business', async () => {
    const { id } = await desk.does('user', 'create', null, { title: 'Slow' });
    for (const input of [
      { minutes: 0 },
      { minutes: 1441 },
      { minutes: 5, on: new Date(tuesday + 2 * day).toISOString().slice(0, 10) },
    ]) {
      await expect(desk.does('agent', 'log-time', id, input)).rejects.toMatchObject({ code: 'invalid' });
    }
    await expect(desk.does('user', 'log-time', id, { minutes: 5 })).rejects.toMatchObject({ code: 'forbidden' });
  });
});
