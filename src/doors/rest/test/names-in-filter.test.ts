import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from './logged.ts';
import type { Caller, TestWeb } from './open-web.ts';
import { openWeb } from './open-web.ts';

let web: TestWeb;
let agent: Caller;
let user: Caller;
beforeAll(async () => {
  web = await openWeb();
  [agent, user] = await Promise.all([web.keyOf('agent'), web.keyOf('user')]);
});
afterAll(() => web.stop());

const found = async (filter: string, who = agent, face = '') => {
  const answer = await who('GET', `${face}/incidents?filter=${encodeURIComponent(filter)}`);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json<Page>().rows.map(({ title }) => title);
};

describe('names in a typed filter', () => {
  it('are those of the search for people: without diacritics, any words of the name; of several it is asked which', async () => {
    const { desk } = web;
    const person = async (name: string) =>
      (await desk.does('administrator', 'person.create', null, { name, organisation: desk.ids.customer }, Date.now()))
        .id;
    const jana = await person('Jana Ďuricová');
    await desk.does('agent', 'create', null, { title: 'hers', affectedUser: jana }, Date.now());
    expect(await found('affectedUser = Duricova')).toEqual(['hers']);
    expect(await found("affectedUser = 'duric jana'")).toEqual(['hers']);
    await person('Eva Ďuricová');
    const asked = await agent('GET', `/incidents?filter=${encodeURIComponent('affectedUser = Duricova')}`);
    expect(asked.statusCode).toBe(400);
    expect(asked.body).toContain('Jana Ďuricová');
    expect(asked.body).toContain('Eva Ďuricová');
    expect(await found("affectedUser = 'Jana Duricova'")).toEqual(['hers']);
    const nobody = await agent('GET', `/incidents?filter=${encodeURIComponent('affectedUser = Zzyzx')}`);
    expect(nobody.statusCode).toBe(400);
    // On the portal nobody is told of others.
    expect(await found('affectedUser = Duricova', user, '/portal')).toEqual([]);
  });
});
