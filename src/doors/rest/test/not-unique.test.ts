import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller, TestWeb } from './open-web.ts';
import { openWeb } from './open-web.ts';

let web: TestWeb;
let administrator: Caller;
let email: string;
beforeAll(async () => {
  web = await openWeb();
  administrator = await web.keyOf('administrator');
  email = await web.email('agent');
});
afterAll(() => web.stop());

interface Conflict {
  code: string;
  fields: Record<string, string>;
}
interface Made {
  record: { id: string; version: number };
}

const person = (values: object) =>
  administrator('POST', '/people', { body: { name: 'Nina', organisation: web.desk.ids.customer, ...values } });

describe('what another record has already', () => {
  it('is refused at its field when somebody is added or changed, however the address is written', async () => {
    const nina = (await person({})).json<Made>().record;
    for (const taken of [email, email.toUpperCase()]) {
      const created = await person({ email: taken });
      const edited = await administrator('PATCH', `/people/${nina.id}`, {
        body: { email: taken },
        version: nina.version,
      });
      for (const answer of [created, edited]) {
        expect(answer.statusCode).toBe(409);
        expect(answer.json<Conflict>()).toMatchObject({
          code: 'conflict',
          fields: { email: 'Another record has this already.' },
        });
        expect(answer.body).not.toContain(email);
      }
    }
  });

  it('is refused for everything else that there can be once', async () => {
    const role = await administrator('POST', '/roles', {
      body: { name: 'Second', code: 'agent', grants: [{ permission: 'audit.read' }] },
    });
    expect(role.json<Conflict>().fields).toEqual({ code: 'Another record has this already.' });
    const field = { record: 'incident', key: 'floor', label: 'Floor' };
    await administrator('POST', '/custom-fields', { body: field });
    const again = await administrator('POST', '/custom-fields', { body: field });
    expect([again.statusCode, Object.keys(again.json<Conflict>().fields).toSorted()]).toEqual([409, ['key', 'record']]);
  });
});
