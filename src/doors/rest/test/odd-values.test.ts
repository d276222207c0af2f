import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { incident } from '#/processes/operation/incident/shared/incident.ts';
import type { Caller, TestWeb } from './open-web.ts';
import { openWeb } from './open-web.ts';

let web: TestWeb;
let agent: Caller;
let contact: Caller;
let admin: Caller;
let one: string;
beforeAll(async () => {
  web = await openWeb();
  [agent, contact, admin] = await Promise.all([web.keyOf('agent'), web.keyOf('contact'), web.keyOf('administrator')]);
  const { user, customer } = web.desk.ids;
  const values = { title: 'Telescope', affectedUser: user, customer };
  one = (await web.desk.does('agent', 'create', null, values, Date.now())).id;
});
afterAll(() => web.stop());

const text = (parts: readonly unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');
const texts = [
  'yesterday',
  '',
  '\0',
  'infinity',
  '2026',
  '2026-02-31T00:00:00.000Z',
  '0000-01-01T00:00:00.000Z',
  '1e400',
];
const odd: unknown[] = [...texts, true, -1, 1.5, 1e300, 2 ** 31, 2 ** 53];

/** What was answered with anything but a page or a refusal. */
async function broken(by: Caller, paths: readonly string[]): Promise<[string, number][]> {
  const said: [string, number][] = [];
  for (const path of paths) said.push([path, (await by('GET', path)).statusCode]);
  return said.filter(([, status]) => status !== 200 && status !== 400);
}

describe('a cursor made by hand', () => {
  const sortable = Object.entries(incident.fields)
    .filter(([, { kind }]) => kind !== 'refs' && kind !== 'tags')
    .map(([field]) => field);

  it('is refused or ends a page, whatever it says, in any order and beside words', async () => {
    const paths = [...sortable, 'id', 'number', 'state', 'version', 'createdAt'].flatMap((field) =>
      odd.flatMap((value) => {
        const cursor = text([field, value, one]);
        const words = field === 'openedAt' ? [`/incidents?search=telescope&cursor=${cursor}`] : [];
        return [`/incidents?sort=-${field}&cursor=${cursor}`, ...words];
      }),
    );
    expect(await broken(agent, paths)).toEqual([]);
    const onPortal = odd.map((value) => `/portal/cases?search=telescope&cursor=${text(['openedAt', value, one])}`);
    expect(await broken(contact, onPortal)).toEqual([]);
  });

  it('is refused in histories, timelines and the audit as well', async () => {
    const places = ['yesterday 1', '2026 1', '2026-02-31T00:00:00.000Z 1', `${new Date().toISOString()} 1e300`, '1', 7];
    const ofHistory = places.map((value) => `/incidents/${one}/history?cursor=${text(['history', value, one])}`);
    const ofTimeline = odd.flatMap((at) =>
      [text([at, 'note', one]), text([at, 'change', 1])].map((cursor) => `/items/${one}/timeline?before=${cursor}`),
    );
    const ofAudit = places.map((value) => `/audit?cursor=${text(['audit', value, one])}`);
    expect(await broken(agent, [...ofHistory, ...ofTimeline])).toEqual([]);
    expect(await broken(admin, ofAudit)).toEqual([]);
  });
});
