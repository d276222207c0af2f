import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { timers } from '#/app/processes.server.ts';
import { RateLimit } from '#/platform/http/rate-limit.ts';
import { fireTimers } from '#/record/server/after/timers.ts';
import type { Caller, TestWeb } from './open-web.ts';
import { openWeb } from './open-web.ts';

/** What people write in cases, and what they type or paste to find them again. */
const cases = {
  server: { title: 'Server srv-db01.corp.local not reachable', description: 'ping 10.20.30.40 fails' },
  oracle: { title: 'Error ORA-12541 in C:\\Program Files\\App\\run.exe' },
  invoice: {
    title: 'Invoice 2026/11/0042 cannot be posted',
    description: 'Written by jana.nova@borovy.example, reach her at +421 905 123 456.',
  },
  outlook: { title: 'Outlook/Exchange sync', description: 'KB5034441 MS-2021-0001 and/or printer/scanner' },
  wifi: { title: 'Wi\u2011Fi in room 4.12' },
  build: { title: 'Build v2.14.3-rc1 crashes', description: '<Error 0x80070005> in R&D' },
  mail: { title: 'Mail to helpdesk@borovy.example bounces', description: "O'Brien said so" },
  portal: { title: 'https://portal.borovy.example/login gives 502', description: 'under_score_name' },
  accents: { title: 'Tlačiareň žiada heslo: Straße, œuvre, Łódź, İzmir', description: 'B-MOG-0005-A 497955-AIS' },
  rooms: { title: 'Projector PRN-003 in ROOM-001' },
} as const;

const finds: (readonly [string, keyof typeof cases])[] = [
  ...['srv-db01', 'srv', 'db01', 'srv-db01.corp.local', 'corp.local', 'corp', '10.20.30.40'].map(
    (q) => [q, 'server'] as const,
  ),
  ...['ORA-12541', '12541', 'run.exe', 'C:\\Program Files\\App\\run.exe', 'app\\run'].map(
    (q) => [q, 'oracle'] as const,
  ),
  ...['2026/11/0042', '0042', 'jana.nova@borovy.example', 'jana.nova', '+421 905 123 456'].map(
    (q) => [q, 'invoice'] as const,
  ),
  ...['Outlook/Exchange', 'Exchange', 'MS-2021-0001', 'KB5034441', 'and/or', 'printer/scanner'].map(
    (q) => [q, 'outlook'] as const,
  ),
  ...['4.12', 'Wi-Fi', 'Wi\u2011Fi', 'wi fi'].map((q) => [q, 'wifi'] as const),
  ...['v2.14.3', '2.14.3', 'rc1', 'v2.14.3-rc1', '<Error 0x80070005>', '0x80070005', 'R&D'].map(
    (q) => [q, 'build'] as const,
  ),
  ...['helpdesk@borovy.example', 'helpdesk', "O'Brien", 'O’Brien'].map((q) => [q, 'mail'] as const),
  ...['portal.borovy.example', 'login', 'https://portal.borovy.example/login', 'under_score_name', '502'].map(
    (q) => [q, 'portal'] as const,
  ),
  ...['tlaciaren', 'TLAČIAREŇ', 'Strasse', 'oeuvre', 'lodz', 'izmir', 'B-MOG-0005-A', '497955-AIS'].map(
    (q) => [q, 'accents'] as const,
  ),
  ...['PRN-003', '"PRN-003"', 'prn 003', '003', 'ROOM-001', 'prn-003'].map((q) => [q, 'rooms'] as const),
  ...Object.entries(cases).map(([name, { title }]) => [title, name as keyof typeof cases] as const),
];

let web: TestWeb;
let agent: Caller;
let user: Caller;
let stranger: Caller;
const ids = new Map<string, string>();
const numbers = new Map<string, string>();

beforeAll(async () => {
  web = await openWeb();
  web.door.rates.route = () => new RateLimit(1_000_000);
  [agent, user, stranger] = await Promise.all([web.keyOf('agent'), web.keyOf('user'), web.keyOf('stranger')]);
  for (const [name, values] of Object.entries(cases)) {
    const { id } = await web.desk.does('user', 'create', null, { urgency: 2, ...values }, Date.now());
    ids.set(name, id);
    numbers.set(name, (await web.desk.incident(id))['number'] as string);
  }
}, 120_000);
afterAll(() => web.stop());

type Found = { rows: { id: string }[] };
const list = async (as: Caller, path: string) => {
  const answer = await as('GET', path);
  expect(answer.statusCode, `${path}: ${answer.body.slice(0, 300)}`).toBe(200);
  return answer.json<Found>().rows.map(({ id }) => id);
};
const q = encodeURIComponent;

/** Every door through which words go. */
const doors: Readonly<Record<string, (words: string) => Promise<string[]>>> = {
  'the list': (words) => list(agent, `/incidents?limit=200&search=${q(words)}`),
  'the search of everything': (words) => list(agent, `/search?limit=50&q=${q(words)}`),
  'the portal': (words) => list(user, `/portal/search?limit=50&q=${q(words)}`),
};

describe.each(Object.keys(doors))('%s', (door) => {
  const ask = doors[door] as (typeof doors)[string];
  it.each(finds)('finds by %s', async (words, name) => {
    expect(await ask(words)).toContain(ids.get(name));
  });

  it.each(['&', '🔥', "'", '()', '…', '<>', '*', '""'])('finds nothing by %s', async (signs) => {
    expect(await ask(signs)).toEqual([]);
  });

  it('finds a case by its number as people say it', async () => {
    const number = numbers.get('wifi') as string;
    const bare = String(Number(number.slice(3)));
    const others = [`INC${bare}`, `inc ${bare}`, `Inc-${bare}`, number, number.toLowerCase(), `#${number}`];
    for (const said of [...others, ...(door === 'the list' ? [`#${bare}`, bare] : [bare, `#${bare}`])]) {
      expect(await ask(said), said).toContain(ids.get('wifi'));
    }
  });
});

describe('the filter of a queue', () => {
  it.each(finds)('finds by %s', async (words, name) => {
    // What begins with a comparison is a text in quotation marks there.
    const written = words.startsWith('<') ? `"${words}"` : words;
    expect(await list(agent, `/incidents?limit=200&filter=${q(written)}`)).toContain(ids.get(name));
  });

  it.each(['"&"', "'()'", '🔥'])('finds nothing by %s', async (signs) => {
    expect(await list(agent, `/incidents?filter=${q(signs)}`)).toEqual([]);
  });
});

describe('words that are begun only', () => {
  const typed: Readonly<Record<string, (words: string) => Promise<string[]>>> = {
    'the search of everything': doors['the search of everything'] as (words: string) => Promise<string[]>,
    'the portal': doors['the portal'] as (words: string) => Promise<string[]>,
    'the filter of a queue': (words) => list(agent, `/incidents?limit=200&filter=${q(words)}`),
  };
  it.each(Object.keys(typed))('find in %s', async (door) => {
    const ask = typed[door] as (words: string) => Promise<string[]>;
    for (const words of ['invo cann post', 'outl exch', 'proj in roo'])
      expect(await ask(words), words).toContain(ids.get({ i: 'invoice', o: 'outlook', p: 'rooms' }[words[0] as 'i']));
    // Too many words begin with one or two letters.
    expect(await ask('in po')).toEqual([]);
    expect(await ask('po invoice')).toEqual([]);
  });
});

it('people are found in their list by name and address', async () => {
  const admin = await web.keyOf('administrator');
  for (const words of ['uma.user@example.com', 'uma', 'user@example', 'ÚMA']) {
    expect(await list(admin, `/people?search=${q(words)}`), words).toContain(web.desk.ids.user);
  }
  expect(await list(admin, `/people?search=${q('&')}`)).toEqual([]);
});

describe('what was said about a case', () => {
  const after = async (ms: number) => void (await fireTimers(web.desk.system(Date.now() + ms), timers));
  const everywhere = async (words: string) => ({
    list: await list(agent, `/incidents?search=${words}`),
    filter: await list(agent, `/incidents?search=${words}&filter=${q('priority >= 1')}`),
    all: await list(agent, `/search?q=${words}`),
    user: await list(user, `/portal/search?q=${words}`),
    stranger: await list(stranger, `/portal/search?q=${words}`),
  });

  it('is found by staff, by the user where it is for them, and by nobody once it is recalled', async () => {
    const id = ids.get('rooms') as string;
    const said = (step: string, body: string) => agent('POST', `/incidents/${id}/${step}`, { body: { body } });
    expect((await said('reply', 'A zebracrossing, and once more a zebracrossing')).statusCode).toBe(200);
    expect((await said('note', 'The zebrafinch knows')).statusCode).toBe(200);
    const nobody = { list: [], filter: [], all: [], user: [], stranger: [] };
    // A reply that is still held was read by nobody yet.
    expect(await everywhere('zebracrossing')).toEqual(nobody);
    await after(11_000);
    expect(await everywhere('zebracrossing')).toEqual({
      list: [id],
      filter: [id],
      all: [id],
      user: [id],
      stranger: [],
    });
    expect(await everywhere('zebrafinch')).toEqual({ list: [id], filter: [id], all: [id], user: [], stranger: [] });

    const { result } = (await said('reply', 'The zebrawood was wrong')).json<{ result: { note: string } }>();
    expect((await agent('POST', `/incidents/${id}/recall`, { body: { note: result.note } })).statusCode).toBe(200);
    await after(60_000);
    expect(await everywhere('zebrawood')).toEqual(nobody);
  });

  it('goes where the case goes, and away with it', async () => {
    const { desk } = web;
    const id = ids.get('rooms') as string;
    const customerOf = (item: string) =>
      desk.owner<{ customer: number }>('select distinct customer from document where item = $1', [item]);
    const [other] = await desk.owner<{ key: number }>('select customer_key as key from organisation where id = $1', [
      desk.ids.other,
    ]);
    await desk.owner('update incident set customer = $2 where id = $1', [id, other?.key]);
    expect(await customerOf(id)).toEqual([{ customer: other?.key }]);
    await desk.owner('update note set body = $2 where item = $1 and audience = $3', [
      id,
      'Another word: okapi',
      'staff',
    ]);
    expect(await list(agent, '/incidents?search=okapi')).toEqual([id]);
    expect(await list(agent, '/incidents?search=zebrafinch')).toEqual([]);
    await desk.owner('delete from note where item = $1', [id]);
    expect(await list(agent, '/incidents?search=okapi')).toEqual([]);
  });

  it('a change of state enters no word anew', async () => {
    const { desk } = web;
    const id = ids.get('mail') as string;
    const kept = () => desk.owner('select ctid, xmin from document where item = $1', [id]);
    const before = await kept();
    await desk.does('agent', 'take', id, {}, Date.now());
    expect(await kept()).toEqual(before);
  });
});

it('a number is one number in whatever case it is written', async () => {
  const { desk } = web;
  await desk.owner(`update incident set number = 'x1' where id = $1`, [ids.get('build')]);
  await desk.owner(`update item set number = 'x1' where id = $1`, [ids.get('build')]);
  for (const path of ['/incidents/x1', '/incidents/X1', '/items/x1/timeline', '/items/X1/timeline']) {
    expect((await agent('GET', path)).statusCode, path).toBe(200);
  }
  for (const filter of ['number = X1', 'number = x1', 'number in (x1, y2)', 'number != y1 and number = X1']) {
    expect(await list(agent, `/incidents?filter=${q(filter)}`), filter).toEqual([ids.get('build')]);
  }
  for (const words of ['x1', 'X1']) expect(await list(agent, `/search?q=${words}`)).toContain(ids.get('build'));
  const again = desk.owner(`update incident set number = 'X1' where id = $1`, [ids.get('mail')]);
  await expect(again).rejects.toThrow('incident_number_once');
});

describe('a caller is found by their telephone number', () => {
  beforeAll(async () => {
    const phones = [
      ['user', '+421 905 123 456'],
      ['neighbour', '02/5555-1234 kl. 17'],
      ['stranger', '00420 777 888 999'],
    ] as const;
    for (const [who, phone] of phones)
      await web.desk.does('administrator', 'person.edit', web.desk.ids[who], { phone }, Date.now());
    await web.desk.does('administrator', 'organisation.edit', web.desk.ids.customer, { country: 'SK' }, Date.now());
  });

  it.each([
    ['0905 123 456', 'user'],
    ['0905123456', 'user'],
    ['00421905123456', 'user'],
    ['+421905123456', 'user'],
    ['905123456', 'user'],
    ['0905 1234', 'user'],
    ['+421255551234', 'neighbour'],
    ['00421 2 5555 1234', 'neighbour'],
    ['02/5555-1234', 'neighbour'],
    ['02 5555 1234 ext. 17', 'neighbour'],
    ['+420 777 888 999', 'stranger'],
    ['777\u00a0888\u00a0999', 'stranger'],
  ] as const)('%s is the %s', async (typed, who) => {
    expect(await list(agent, `/search/people?q=${q(typed)}`)).toEqual([web.desk.ids[who]]);
    expect(await list(agent, `/search?q=${q(typed)}`)).toContain(web.desk.ids[who]);
    expect(await list(user, `/portal/search?q=${q(typed)}`)).not.toContain(web.desk.ids[who]);
  });

  it.each(['02/5555-1234 kl. 17', '02/5555-1234 ext. 17', '+421\u00a0905\u00a0123\u00a0456'])(
    '%s is kept',
    async (phone) => {
      const kept = web.desk.does('administrator', 'person.edit', web.desk.ids.contact, { phone }, Date.now());
      await expect(kept).resolves.toBeDefined();
    },
  );

  it.each(['call me', '12', '+421 905 or 906'])('%s is no telephone number', async (phone) => {
    const refused = web.desk.does('administrator', 'person.edit', web.desk.ids.contact, { phone }, Date.now());
    await expect(refused).rejects.toThrow('refusal.invalid');
  });
});
