import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDesk, tuesday } from '#/app/test/desk.ts';
import type { Desk } from '#/app/test/desk.ts';
import { configurationOf } from '#/record/server/configuration.ts';
import type { Context } from '#/record/server/context.ts';
import { endSessionsOf, sessionsOf } from '#/processes/foundation/server/account/sessions-of.ts';
import { checkFilter, filterWords } from './check-filter.ts';
import { namesInTexts } from './ids-in-filter.ts';
import { knownPermissions } from './permissions.ts';
import { holidayPlaces, proposedHolidays } from './proposed-holidays.ts';

let desk: Desk;
let administrator: Context;
beforeAll(async () => {
  desk = await openDesk();
  administrator = await desk.as('administrator');
}, 60_000);
afterAll(() => desk.drop());

describe('holidays', () => {
  it('are proposed for a country, a region, and in the language of whoever asks', () => {
    const slovak = { ...administrator, actor: { ...administrator.actor, language: 'sk' } };
    const days = proposedHolidays(slovak, { country: 'SK', from: 2026, years: 1 });
    expect(days).toContainEqual({ date: '2026-08-29', name: 'Výročie Slovenského národného povstania' });
    expect(days.every(({ date }) => date.startsWith('2026-'))).toBe(true);
    const dates = (country: string) =>
      proposedHolidays(administrator, { country, from: 2026, years: 1 }).map(({ date }) => date);
    expect(dates('DE-BY')).toContain('2026-01-06');
    expect(dates('DE')).not.toContain('2026-01-06');
    expect(() => dates('nowhere')).toThrow(expect.objectContaining({ code: 'bad-request' }));
  });

  it('are known for places with names', () => {
    expect(holidayPlaces(administrator)).toContainEqual({ code: 'SK', name: 'Slovakia' });
    expect(holidayPlaces(administrator, 'DE').map(({ code }) => code)).toContain('DE-BY');
  });
});

describe('permissions', () => {
  it('are all that something asks for, each with what it is about', () => {
    const known = new Map(knownPermissions(desk.kit).map((one) => [one.permission, one]));
    expect(known.get('incident.read')).toMatchObject({ kind: 'incident' });
    expect(known.get('foundation.edit')?.kind).toBeNull();
    expect(known.get('incident.work')?.uses[0]?.actions).toContain('resolve');
    expect(known.has('audit.read')).toBe(true);
    expect(known.has('system')).toBe(false);
  });
});

describe('a condition', () => {
  const role = (grants: object[]) => desk.does('administrator', 'role.create', null, { name: 'Some', grants });

  it('is refused where a permission looks at no record, whatever its name', async () => {
    const blind = knownPermissions(desk.kit).filter(({ kind }) => kind === null);
    expect(blind.map(({ permission }) => permission)).toEqual(
      expect.arrayContaining(['incident.configure', 'bulk.run', 'foundation.edit', 'import.run']),
    );
    for (const { permission } of blind) {
      await expect(role([{ permission, where: 'is:served' }]), permission).rejects.toMatchObject({
        code: 'invalid',
        fields: { grants: { key: 'access.takes-no-condition', params: { permission } } },
      });
    }
  });

  it('is taken where it looks at one', async () => {
    const seeing = knownPermissions(desk.kit).filter(({ kind }) => kind === 'incident');
    expect(seeing.map(({ permission }) => permission)).toEqual(
      expect.arrayContaining(['incident.read', 'incident.export', 'incident.report', 'incident.override']),
    );
    await role(seeing.map(({ permission }) => ({ permission, where: 'priority <= 2' })));
  });
});

describe('a filter that is to be kept', () => {
  const check = (text: string, asker: 'nobody' | 'holder' = 'nobody') =>
    checkFilter(administrator, { kind: 'incident', text, asker });

  it('is stored with ids and read with names', async () => {
    const checked = await check("category = 'network' and priority <= 2");
    expect(checked.problems).toEqual([]);
    expect(checked.text).toMatch(/[0-9a-f]{8}-/);
    expect(checked.readable).toBe("category = 'Network' and priority <= 2");
    const [id = ''] = /[0-9a-f-]{36}/.exec(checked.text ?? '') ?? [];
    expect(checked.names).toEqual({ [id]: { kind: 'category', title: 'Network', number: expect.any(String) } });
  });

  it('is one of many whose ids are named at once; what customers told is called by its number', async () => {
    const [network] = await desk.owner<{ id: string }>("select id from category where name = 'Network'");
    const { id } = await desk.does('user', 'create', null, { title: 'Payroll of Acme', urgency: 2 });
    const texts = [
      `category = '${network?.id}'`,
      `duplicateOf = '${id}' or is:late`,
      'no filter at (all',
      'priority = 1',
    ];
    const names = await namesInTexts(administrator, 'incident', texts);
    expect(Object.values(names).map(({ kind, title }) => [kind, title.replace(/\d+/, '#')])).toEqual(
      expect.arrayContaining([
        ['category', 'Network'],
        ['incident', 'INC#'],
      ]),
    );
    expect(JSON.stringify(names)).not.toContain('Payroll');
  });

  it('calls records by number where two have one name', async () => {
    const { id } = await desk.does('administrator', 'category.create', null, { name: 'Twin' });
    await desk.does('administrator', 'category.create', null, { name: 'TWIN' });
    const row = await (await configurationOf(await desk.as('administrator'))).find('category', id);
    expect((await check(`category = '${id}'`)).readable).toContain(String(row?.['number']));
    // Both are meant by their common name.
    expect((await check("category = 'twin'")).text).toMatch(/ in \(/);
  });

  it('may say "me" in a grant, which somebody holds, and not in a rule, which runs for everybody', async () => {
    expect((await check('assignee = me', 'holder')).problems).toEqual([]);
    const [problem] = (await check('assignee = me')).problems;
    expect(problem).toMatchObject({ code: 'filter.unknown-attribute', at: 11, length: 2 });
  });

  it('says where it is wrong', async () => {
    expect((await check('prioritty = 1')).problems[0]).toMatchObject({ at: 0, length: 9 });
    expect(await check('')).toEqual({ problems: [], text: '', readable: '', names: {} });
  });

  it('may say what the kind of record knows', async () => {
    const words = await filterWords(administrator, 'incident');
    expect(words.fields.find(({ name }) => name === 'category')).toMatchObject({ type: 'ref', to: 'category' });
    expect(words.conditions).toContain('served');
  });
});

describe('sessions of somebody', () => {
  it('are listed without anything that opens them, and ended for good', async () => {
    const { agent } = desk.ids;
    const at = (hours: number) => new Date(tuesday + hours * 3_600_000).toISOString();
    await desk.owner(
      `insert into session (token_hash, person, csrf, created_at, seen_at, expires_at, address, agent)
        values (sha256('PLANTEDCANARY'), $1, 'c', $2, $2, $3, '10.0.0.1', 'Firefox/140'), (sha256('old'), $1, 'c', $2, $2, $2, null, null)`,
      [agent, at(-1), at(8)],
    );
    const open = await sessionsOf(administrator, agent);
    expect(open).toEqual([expect.objectContaining({ address: '10.0.0.1', agent: 'Firefox/140' })]);
    expect(open[0]?.id).toMatch(/^[0-9a-f]{16}$/);
    await expect(sessionsOf(await desk.as('agent'), agent)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(endSessionsOf(await desk.as('auditor'), agent)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await endSessionsOf(administrator, agent)).toBe(2);
    expect(await sessionsOf(administrator, agent)).toEqual([]);
    const [entry] = await desk.owner<{ action: string }>(
      'select action from history where item = $1 order by id desc limit 1',
      [agent],
    );
    expect(entry?.action).toBe('sessions-ended');
  });
});
