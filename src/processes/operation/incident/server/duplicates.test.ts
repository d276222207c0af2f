import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDesk, tuesday } from '#/app/test/desk.ts';
import type { Desk, Who } from '#/app/test/desk.ts';
import { follow } from '#/app/test/follow.ts';
import { tellWith } from '#/capabilities/notifications/server/mailing.ts';
import { loadTexts } from '#/platform/text/load.ts';
import { readCase } from './queries/case.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
  tellWith(desk.database, loadTexts(), {
    from: 'desk@provider.example',
    publicUrl: 'https://desk.example',
    secret: Buffer.alloc(32, 1),
  });
});
afterAll(() => desk.drop());

/** A case of somebody, with the number that it got. */
const report = async (who: Who = 'user') => desk.does(who, 'create', null, { title: 'No sound' });
const cancel = (id: string, duplicateOf: string | null = null) =>
  desk.does('agent', 'cancel', id, { reason: 'The same', duplicateOf });
const refused = (key: string, params = {}) => ({
  code: 'invalid',
  fields: { duplicateOf: { key: `incident.${key}`, params } },
});

describe('what a case can be a duplicate of', () => {
  it('is not a case that has ended as its duplicate', async () => {
    const [a, b] = [await report(), await report()];
    await cancel(a.id, b.id);
    await expect(cancel(b.id, a.id)).rejects.toMatchObject(refused('duplicate-of-this', { number: a.number }));
    expect(await desk.incident(b.id)).toMatchObject({ state: 'new', duplicateOf: null });
  });

  it('is not a case that has ended as the duplicate of a third one, which is named; the third can be chosen', async () => {
    const [a, b, c, d] = [await report(), await report(), await report(), await report()];
    await cancel(a.id, b.id);
    await cancel(b.id, c.id);
    const params = { number: a.number, end: c.number };
    await expect(cancel(d.id, a.id)).rejects.toMatchObject(refused('duplicate-ended', params));
    await cancel(d.id, c.id);
    // Round by three.
    await expect(cancel(c.id, a.id)).rejects.toMatchObject(refused('duplicate-of-this', { number: a.number }));
  });

  it('is not a case that was cancelled, and can be one that is solved', async () => {
    const [a, b, c] = [await report(), await report(), await report()];
    await cancel(a.id);
    await expect(cancel(b.id, a.id)).rejects.toMatchObject(refused('duplicate-cancelled', { number: a.number }));
    await desk.does('agent', 'resolve', c.id, { closeCode: 'fixed', solution: 'Turned it up' });
    await cancel(b.id, c.id);
  });

  it('is never each other, also when both are ended at the same moment', async () => {
    for (let turn = 0; turn < 5; turn += 1) {
      const [a, b] = [await report(), await report()];
      const both = await Promise.allSettled([cancel(a.id, b.id), cancel(b.id, a.id)]);
      const reasons = both.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
      expect(reasons).toHaveLength(1);
      expect(reasons[0]).toMatchObject({ code: 'invalid', fields: { duplicateOf: expect.anything() } });
    }
  });
});

describe('whoever reported a duplicate', () => {
  beforeEach(async () => {
    await follow(desk, tuesday);
    await desk.owner('delete from notification; delete from mail');
  });

  /** What came to people by inbox and by mail since the last time: `uma: duplicate, mail duplicate`. */
  async function heard(): Promise<string[]> {
    await follow(desk, tuesday);
    const rows = await desk.owner<{ line: string }>(
      `with told as (delete from notification n using person p where p.id = n.person
          and n.kind like 'duplicate%' returning split_part(lower(p.name), ' ', 1) as who, n.kind),
        mailed as (delete from mail m using person p where p.id = m.person
          returning split_part(lower(p.name), ' ', 1) as who, 'mail ' || m.kind as kind)
        select who || ': ' || kind as line from (select * from told union all select * from mailed) x order by 1`,
    );
    return rows.map(({ line }) => line);
  }

  it('is told that it is one, and once when the other is solved, and reads nothing else of that', async () => {
    const [first, second] = [await report('user'), await report('neighbour')];
    await heard();
    await cancel(second.id, first.id);
    expect(await heard()).toEqual(['nina: duplicate', 'nina: mail duplicate']);
    const neighbour = await desk.as('neighbour');
    expect((await readCase(neighbour, second.id)).status.situation).toBe('duplicate');
    await desk.does('agent', 'resolve', first.id, { closeCode: 'fixed', solution: 'Only for Uma' });
    const mails = await desk.owner<{ body: string; who: string }>('select body from mail');
    expect(await heard()).toEqual(['nina: duplicate-solved', 'nina: mail duplicate-solved', 'uma: mail resolved']);
    expect(JSON.stringify(mails)).not.toContain('Only for Uma');
    const seen = await readCase(neighbour, second.id);
    expect(seen.status.situation).toBe('duplicate-solved');
    expect(seen.record).not.toHaveProperty('duplicateOf');
    const all = JSON.stringify(seen);
    for (const secret of [first.id, first.number, 'Only for Uma']) expect(all).not.toContain(secret);
    await expect(readCase(neighbour, first.id)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('is told at once that it is solved where it was solved before, and through chains and across customers', async () => {
    const [first, second, third] = [await report('user'), await report('stranger'), await report('neighbour')];
    await heard();
    await cancel(second.id, third.id);
    await cancel(third.id, first.id);
    expect((await heard()).filter((line) => line.includes('mail'))).toEqual([
      'nina: mail duplicate',
      'stan: mail duplicate',
    ]);
    await desk.does('agent', 'resolve', first.id, { closeCode: 'fixed', solution: 'Done' });
    expect((await heard()).filter((line) => line.includes('mail'))).toEqual([
      'nina: mail duplicate-solved',
      'stan: mail duplicate-solved',
      'uma: mail resolved',
    ]);
    expect((await readCase(await desk.as('stranger'), second.id)).status.situation).toBe('duplicate-solved');
    const late = await report('contact');
    await heard();
    await cancel(late.id, first.id);
    expect(await heard()).toEqual(['cora: duplicate-solved', 'cora: mail duplicate-solved']);
  });

  it('hears of both, each once, where the other is solved before the first news went out', async () => {
    const [first, second] = [await report('user'), await report('neighbour')];
    await heard();
    await cancel(second.id, first.id);
    await desk.does('agent', 'resolve', first.id, { closeCode: 'fixed', solution: 'Done' });
    expect((await heard()).filter((line) => line.startsWith('nina: duplicate'))).toEqual([
      'nina: duplicate',
      'nina: duplicate-solved',
    ]);
  });

  it('hears it once where both are their own, and hears that the other was dropped', async () => {
    const [first, second, third] = [await report('user'), await report('user'), await report('neighbour')];
    await cancel(second.id, first.id);
    await cancel(third.id, first.id);
    await heard();
    await cancel(first.id);
    expect(await heard()).toEqual(['nina: duplicate-dropped', 'nina: mail duplicate-dropped', 'uma: mail cancelled']);
  });

  it('is not told that it is solved where the other ended without a solution', async () => {
    const [first, second] = [await report('user'), await report('neighbour')];
    await cancel(second.id, first.id);
    await heard();
    await desk.does('agent', 'resolve', first.id, { closeCode: 'withdrawn', solution: 'No answer' });
    expect((await heard()).filter((line) => line.startsWith('nina'))).toEqual([
      'nina: duplicate-dropped',
      'nina: mail duplicate-dropped',
    ]);
    expect((await readCase(await desk.as('neighbour'), second.id)).status.situation).toBe('cancelled');
  });

  it('adds no file to a case that has ended, and is not offered to', async () => {
    const [one, other] = [await report(), await report()];
    await cancel(one.id);
    await desk.does('agent', 'resolve', other.id, { closeCode: 'fixed', solution: 'Done' });
    await desk.does('user', 'confirm', other.id);
    for (const { id } of [one, other]) {
      const file = { attachment: id, name: 'a.txt', mediaType: 'text/plain', size: 1, sha256: '00' };
      await expect(desk.does('user', 'attach', id, file)).rejects.toMatchObject({ code: 'step-refused' });
      expect((await readCase(await desk.as('user'), id)).steps).toEqual([]);
    }
  });
});
