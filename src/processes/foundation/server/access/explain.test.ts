import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { perform } from '#/record/server/commit/perform.ts';
import { listRecords } from '#/record/server/read/list.ts';
import { explainAccess } from '../api.ts';
import type { AccessExplanation, SignedContext } from '../api.ts';
import { installation, kit } from '../test/installation.ts';
import type { Installation } from '../test/installation.ts';
import { populate } from '../test/world.ts';

const long = process.env['MAINSTAY_LONG'] === '1';
const type = kit.types.get('incident') as NonNullable<ReturnType<typeof kit.types.get>>;

describe('who can see a record', () => {
  it.each(long ? [1, 2, 3, 4, 5, 6, 7, 8] : [1, 2])(
    'is said of exactly those whose list has it (installation %i)',
    async (seed) => {
      const desk = await installation();
      try {
        const size = long ? { people: 40, incidents: 100 } : { people: 20, incidents: 40 };
        const { people, incidents } = await populate(desk, seed * 7919, size);
        const boss = await desk.as(await desk.person('Boss', desk.provider, 'administrator'));
        const explanations = new Map<string, AccessExplanation>();
        for (const id of incidents) explanations.set(id, await explainAccess(desk.access, boss, 'incident', id));
        let seen = 0;
        for (const person of people) {
          for (const face of ['workspace', 'portal'] as const) {
            const ctx = await desk.as(person, { face });
            // Who may not use the workspace is shown the portal.
            const listed =
              ctx.face === face ? (await listRecords(ctx, type, { limit: 200 })).rows.map((row) => row['id']) : [];
            const said = incidents.filter((id) =>
              explanations.get(id)?.people.some((one) => one.person.id === person && one[face]),
            );
            expect(said.toSorted()).toEqual(listed.toSorted());
            seen += listed.length;
          }
        }
        expect(seen).toBeGreaterThan(incidents.length);
        for (const { people: entries } of explanations.values()) {
          for (const entry of entries) {
            expect(entry.reasons.length).toBeGreaterThan(0);
            // A grant with a filter always says what made it true.
            for (const { where, through } of entry.reasons) expect(through.length > 0).toBe(where !== null);
          }
        }
      } finally {
        await desk.drop();
      }
    },
    120_000,
  );
});

describe('why somebody can see it', () => {
  let desk: Installation;
  let boss: SignedContext;
  let acme: string;
  let branch: string;
  let ada: string;
  let id: string;
  beforeAll(async () => {
    desk = await installation();
    boss = await desk.as(await desk.person('Boss', desk.provider, 'administrator'));
    acme = await desk.customer('Acme');
    branch = await desk.customer('Acme Branch', acme);
    ada = await desk.person('Ada', branch);
    id = await desk.create('incident', { title: 'Printer', customer: branch, affectedUser: ada });
  });
  afterAll(() => desk.drop());
  const of = async (person: string) => (await explainAccess(desk.access, boss, 'incident', id, person)).people[0];

  it('names the field by which a user is involved', async () => {
    expect(await of(ada)).toMatchObject({
      workspace: false,
      portal: true,
      canSignIn: true,
      reasons: [
        {
          face: 'portal',
          role: { code: 'user' },
          where: 'is:involved',
          through: [{ kind: 'field', field: 'affectedUser' }],
        },
      ],
    });
  });

  it('names the organisation whose contact somebody is, above the record’s own', async () => {
    const contact = await desk.person('Contact', acme, 'contact');
    expect(await of(contact)).toMatchObject({
      portal: true,
      reasons: [{ role: { code: 'contact' }, through: [{ kind: 'organisation', id: acme, name: 'Acme' }] }],
    });
  });

  it('names the group that serves the customer, and the role that counts on it', async () => {
    const agent = await desk.person('Agent', desk.provider, 'agent');
    const group = await desk.create('group', { name: 'Acme desk', members: [agent], serves: [acme] });
    expect(await of(agent)).toMatchObject({
      workspace: true,
      portal: false,
      reasons: [
        {
          face: 'workspace',
          permission: 'incident.read',
          role: { code: 'agent' },
          organisation: { name: 'Provider' },
          where: 'is:served',
          through: [{ kind: 'group', id: group, name: 'Acme desk' }],
        },
      ],
    });
  });

  it('says of an auditor that every record is seen, and of others that none is', async () => {
    const auditor = await desk.person('Auditor', desk.provider, 'auditor');
    expect(await of(auditor)).toMatchObject({ workspace: true, reasons: [{ where: null, through: [] }] });
    const stranger = await desk.person('Stranger', acme);
    expect(await of(stranger)).toMatchObject({ workspace: false, portal: false, walledOff: false, reasons: [] });
  });

  it('says when the wall between customers stands before a grant', async () => {
    const { id: follower } = await perform(desk.system, 'role', 'create', null, {
      name: 'Follows everything',
      workspace: false,
      grants: [{ permission: 'incident.follow' }],
    });
    const elsewhere = await desk.customer('Other customer');
    const other = await desk.person('Other', elsewhere);
    await perform(desk.system, 'membership', 'create', null, {
      person: other,
      organisation: elsewhere,
      role: follower,
    });
    // Being let in is no reason where one belongs to another customer.
    await desk.database.owner(
      "insert into item_access (item, person, reason, customer, at) select id, $2, 'watcher', customer, now() from item where id = $1",
      [id, other],
    );
    expect(await of(other)).toMatchObject({
      portal: false,
      walledOff: true,
      reasons: [{ role: { name: 'Follows everything' }, where: null, through: [] }],
    });
    const whole = await explainAccess(desk.access, boss, 'incident', id);
    expect(whole.people.map(({ person }) => person.id)).not.toContain(other);
  });

  it('looks at everybody where the role that everybody holds was widened', async () => {
    const colleague = await desk.person('Colleague', branch);
    const seen = async () =>
      (await explainAccess(desk.access, boss, 'incident', id)).people.some(({ person }) => person.id === colleague);
    expect(await seen()).toBe(false);
    const user = desk.roles.get('user') as string;
    await perform(desk.system, 'role', 'edit', user, {
      grants: [{ permission: 'incident.follow', where: 'customer in my.organisations' }],
    });
    expect(await seen()).toBe(true);
  });

  it('is asked by those who may read rights, about what is there', async () => {
    const agent = await desk.as(await desk.person('Agent', desk.provider, 'agent'));
    await expect(explainAccess(desk.access, agent, 'incident', id)).rejects.toMatchObject({ code: 'forbidden' });
    for (const [kind, record] of [
      ['incident', ada],
      ['nothing', id],
      ['incident', 'x'],
    ] as const) {
      await expect(explainAccess(desk.access, boss, kind, record)).rejects.toMatchObject({ code: 'not-found' });
    }
    // Whoever asks need not be able to read it, and is told nothing of it but its number.
    const { record } = await explainAccess(desk.access, boss, 'incident', id);
    expect(Object.keys(record).toSorted()).toEqual(['id', 'kind', 'number']);
  });
});
