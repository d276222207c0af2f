import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tuesday } from '#/app/test/desk.ts';
import { clockRules } from '#/app/clocks.ts';
import { timers } from '#/app/processes.server.ts';
import { fireClocks } from '#/capabilities/clocks/server/fire.ts';
import { readClocks } from '#/capabilities/clocks/server/read-clocks.ts';
import { sealOnce } from '#/capabilities/history/server/seal.ts';
import { verifyHistory } from '#/capabilities/history/server/verify.ts';
import { readTimeline } from '#/capabilities/history/server/timeline.ts';
import type { Run } from '#/capabilities/imports/server/run-row.ts';
import { parseFilter } from '#/engines/filter/parse.ts';
import { generateCases, generateIncidentLog } from '#/platform/tabular/test/incident-log.ts';
import type { LoggedCase } from '#/platform/tabular/test/incident-log.ts';
import type { Trap } from '#/platform/tabular/test/incident-walk.ts';
import { calendarOf } from '#/processes/operation/incident/server/queries/calendar-of.ts';
import { fireTimers } from '#/record/server/after/timers.ts';
import { listRecords } from '#/record/server/read/list.ts';
import { incidentOf, statesOf } from './test/imported-case.ts';
import type { Importing } from './test/importing.ts';
import { openImporting, wednesday } from './test/importing.ts';

const options = { seed: 7, cases: 400 };
const cases = [...generateCases(options)];
const day = 86_400_000;

let at: Importing;
let path: string;
let people: number;
let dry: Run;
let run: Run;
beforeAll(async () => {
  at = await openImporting();
  path = await at.file('log.xes', [...generateIncidentLog(options)].join(''));
  people = await count('person');
  dry = await at.bringIn(path, { dry: true });
  expect(await count('incident')).toBe(0);
  run = await at.bringIn(path);
}, 60_000);
afterAll(() => at.stop());

const count = async (table: string): Promise<number> => {
  const [row] = await at.desk.owner<{ n: number }>(`select count(*)::int as n from ${table}`);
  return row?.n ?? -1;
};

const trapped = (trap: Trap, fits: (found: LoggedCase) => boolean = () => true): LoggedCase => {
  const found = cases.find((one) => one.trap === trap && fits(one));
  if (!found) throw new Error(`no case ${trap}`);
  return found;
};

const incident = (one: LoggedCase) => incidentOf(at, one);
const states = (one: LoggedCase) => statesOf(at, one);
const attribute = ({ events }: LoggedCase, key: string) =>
  events.map(({ attributes }) => attributes.find(([name]) => name === key)?.[1] ?? null);

describe('a log of another tool', () => {
  it('comes in whole: every case, every event, and nothing twice', async () => {
    const events = cases.reduce((sum, one) => sum + one.events.length, 0);
    expect(run).toMatchObject({ status: 'done', position: 400, counts: { created: 400, refused: 0, events } });
    expect(await count('incident')).toBe(400);
    expect(await count("item where kind = 'incident'")).toBe(400);
    expect(await count("history where kind = 'incident'")).toBe(events);
  });

  it('does in the run what the dry run said', () => {
    expect(dry).toMatchObject({ status: 'done', dry: true, position: run.position });
    expect(dry.counts).toEqual(run.counts);
  });

  it('keeps number, times, teams, products and authors as they were recorded', async () => {
    for (const one of cases.filter((_, nth) => nth % 20 === 0)) {
      const row = await incident(one);
      expect(Date.parse(row.opened_at)).toBe(one.events[0]?.at);
      expect(row.group).toBe(attribute(one, 'org:group').at(-1));
      expect(row.service).toBe(attribute(one, 'product').at(-1));
      const told = await at.desk.owner<{ at: string; author: string; role: string | null; actor: string | null }>(
        `select at, payload ->> 'author' as author, payload -> 'source' ->> 'org:role' as role, actor from history
          where item = $1 order by at, id`,
        [row.id],
      );
      expect(told.map((entry) => Date.parse(entry.at))).toEqual(one.events.map((event) => event.at));
      expect(told.map(({ author }) => author)).toEqual(attribute(one, 'org:resource'));
      expect(told.map(({ role }) => role)).toEqual(attribute(one, 'org:role'));
      expect(told.every(({ actor }) => actor === null)).toBe(true);
    }
  });

  it('invents neither people nor accounts', async () => {
    expect(await count('person')).toBe(people);
    expect(await count('incident where affected_user is not null or requester is not null')).toBe(0);
  });

  it('tells nobody: no outbox row, no notification, no assignee', async () => {
    expect(await count("outbox where kind = 'incident' or payload ->> 'origin' = 'import'")).toBe(0);
    expect(await count('notification')).toBe(0);
    expect(await count('incident where assignee is not null')).toBe(0);
  });

  it('gives what the source does not say the stated defaults', async () => {
    const row = await incident(cases[5] as LoggedCase);
    expect(row).toMatchObject({ title: `Case ${cases[5]?.number}`, urgency: 2, affected_user: null });
  });
});

describe('what a person sees of', () => {
  it('the four impact values: two of them are high, and the priority is the matrix’s', async () => {
    for (const [word, impact] of [
      ['Major', 1],
      ['High', 1],
      ['Medium', 2],
      ['Low', 3],
    ] as const) {
      const one = cases.find((found) => attribute(found, 'impact')[0] === word);
      const row = await incident(one as LoggedCase);
      expect([word, row.impact, row.priority]).toEqual([word, impact, impact + 1]);
    }
  });

  it('a case that goes on after Completed: it was reopened, and ends as it ended', async () => {
    for (const one of cases.filter(({ trap }) => trap === 'goes-on-after-completed')) {
      const row = await incident(one);
      expect(row).toMatchObject({ state: 'closed', reopened_count: 1 });
      expect(Date.parse(row.closed_at ?? '')).toBe(one.events.at(-1)?.at);
    }
  });

  it('a case that starts waiting', async () => {
    const one = trapped('starts-waiting');
    expect((await states(one))[0]).toBe('pending');
  });

  it('a case that starts completed', async () => {
    const one = trapped('starts-completed');
    expect(['resolved', 'closed']).toContain((await states(one))[0]);
    expect(Date.parse((await incident(one)).resolved_at ?? '')).toBe(one.events[0]?.at);
  });

  it('a case that was solved in the call: closed, and resolved at that moment', async () => {
    const one = trapped('ends-in-call');
    const row = await incident(one);
    expect(row.state).toBe('closed');
    expect(row.resolved_at).toEqual(row.closed_at);
    expect(Date.parse(row.closed_at ?? '')).toBe(one.events.at(-1)?.at);
  });

  it('a case that was cancelled, one that was unmatched, one that never ends, one with a single event', async () => {
    expect(await incident(trapped('cancelled'))).toMatchObject({ state: 'cancelled' });
    expect(await states(trapped('unmatched'))).toContain('new');
    expect(await incident(trapped('never-ends'))).toMatchObject({ state: 'pending', closed_at: null });
    expect(await incident(trapped('one-event'))).toMatchObject({ state: 'in-progress', resolved_at: null });
  });

  it('every kind of wait: its reason where there is one', async () => {
    const { id } = await incident(trapped('every-wait'));
    const reasons = await at.desk.owner<{ code: string | null }>(
      `select p.code from history h left join pending_reason p on p.id::text = h.payload -> 'changes' -> 'pendingReason' ->> 1
        where h.item = $1 and h.payload ->> 'recorded' like '%Wait%' order by h.at, h.id`,
      [id],
    );
    // The last one waits for the same as the one before it but one: only changes are told.
    expect(reasons.map(({ code }) => code)).toEqual([null, 'user', 'change', 'supplier', 'user']);
  });

  it('countries: “0” is none, spellings are one place, and a system’s “0” does not hide the place before it', async () => {
    const names = await at.desk.owner<{ name: string }>('select name from location order by name');
    expect(names.map(({ name }) => name)).toEqual(['Austria', 'Czechia', 'Kenya', 'Poland', 'Portugal', 'Slovakia']);
    for (const one of cases.filter((_, nth) => nth % 17 === 0)) {
      const said = attribute(one, 'resource country').filter((country) => country !== '0');
      expect((await incident(one)).location?.toLowerCase() ?? null).toBe(said.at(-1)?.toLowerCase() ?? null);
    }
  });

  it('organisation lines: units of the customer, and tags on the cases', async () => {
    const lines = new Set(cases.flatMap((one) => attribute(one, 'organization involved')));
    const units = await at.desk.owner<{ name: string; parent: string }>(
      `select o.name, p.name as parent from organisation o join organisation p on p.id = o.parent order by 1`,
    );
    expect(units.map(({ name }) => name)).toEqual([...lines].toSorted());
    expect(new Set(units.map(({ parent }) => parent))).toEqual(new Set(['Acme']));
    const one = cases[30] as LoggedCase;
    expect((await incident(one)).tags.toSorted()).toEqual(
      [...new Set(attribute(one, 'organization involved'))].toSorted(),
    );
  });

  it('its timeline: the author’s name, no account behind it, and the source’s own words', async () => {
    const one = cases[0] as LoggedCase;
    const { entries } = await readTimeline(await at.desk.as('agent'), (await incident(one)).id, {
      before: undefined,
      limit: 200,
    });
    expect(entries.map(({ actor }) => actor)).toEqual(
      attribute(one, 'org:resource')
        .map((name) => ({ id: null, name }))
        .toReversed(),
    );
    expect(entries.at(-1)).toMatchObject({ action: 'create', facts: { recorded: one.events[0]?.step } });
  });

  it('the queue: cases are listed and found by number like any other', async () => {
    const ctx = await at.desk.as('agent');
    const type = at.desk.kit.types.get('incident');
    if (!type) throw new Error('no incidents');
    const parsed = parseFilter('state = "pending"', type.filters);
    if (!parsed.ok) throw new Error('the filter is wrong');
    const { rows } = await listRecords(ctx, type, { filter: parsed.filter, limit: 50 });
    expect(rows.map((row) => row['number'])).toContain(trapped('never-ends').number);
  });
});

describe('clocks of what came in', () => {
  const clocksOf = async (one: LoggedCase) =>
    readClocks(at.desk.system(wednesday), (await incident(one)).id, calendarOf);

  it('are marked, and those of cases that are over have a verdict and ask for nothing', async () => {
    expect(await count('clock where not computed_on_import')).toBe(0);
    expect(
      await count(`clock c join incident i on i.id = c.item where i.state in ('closed', 'resolved', 'cancelled')
        and (c.next_at is not null or c.running in ('running', 'paused') or (c.running = 'stopped' and c.met is null))`),
    ).toBe(0);
    const clocks = await clocksOf(trapped('ends-in-call'));
    expect(clocks.length).toBeGreaterThan(0);
    expect(clocks.every(({ computedOnImport }) => computedOnImport)).toBe(true);
  });

  it('stand still while the user is waited for, as they would have then', async () => {
    const one = trapped('every-wait');
    const resolution = (await clocksOf(one)).find(({ kind }) => kind === 'resolution');
    const waits = one.events.flatMap(({ step, at: from }, nth) =>
      step === 'Accepted/Wait - User' || step === 'Accepted/Wait - Customer'
        ? [[from, one.events[nth + 1]?.at ?? from] as const]
        : [],
    );
    const paused = waits.reduce((sum, [from, to]) => sum + to - from, 0);
    const first = one.events[0]?.at ?? 0;
    const end = one.events.find(({ step }) => step === 'Completed/Resolved')?.at ?? 0;
    // Time on the wall counts what is not paused; the calendar's working hours are the engine's own matter.
    expect(resolution?.actual).toBe(end - first - paused);
    expect(resolution).toMatchObject({ state: 'stopped', startedAt: new Date(first).toISOString() });
  });

  it('of open cases go live: what was passed before the switch-over never fires, and nobody is told', async () => {
    const open = trapped('one-event');
    const clocks = await clocksOf(open);
    expect(clocks.find(({ kind }) => kind === 'resolution')?.state).toBe('running');
    expect(clocks.find(({ kind }) => kind === 'resolution')?.breachedAt).not.toBeNull();
    const before = await count('outbox');
    await fireClocks({ ...at.desk.system(wednesday + 1000) }, clockRules);
    expect(await count('outbox')).toBe(before);
    // Nor is anybody reminded of it again and again, as of a case that became late here.
    await fireClocks({ ...at.desk.system(wednesday + day) }, clockRules);
    const late = `clock where breached_at <= '${new Date(wednesday).toISOString()}'`;
    expect(await count(`${late} and running = 'running'`)).toBeGreaterThan(0);
    expect(await count(`${late} and next_at is not null`)).toBe(0);
    expect(await count(`outbox o join ${late.replace('clock', 'clock c on c.item = o.item')}`)).toBe(0);
    expect(await count("history where action = 'clock-breached'")).toBe(0);
  });

  it('close what is resolved only after the switch-over, and remind nobody of what lies before it', async () => {
    expect(await count(`timer where due < '${new Date(wednesday).toISOString()}'`)).toBe(0);
    const one = trapped('ends-resolved');
    await fireTimers({ ...at.desk.system(wednesday + day) }, timers);
    expect((await incident(one)).state).toBe('resolved');
    await fireTimers({ ...at.desk.system(wednesday + 8 * day) }, timers);
    expect((await incident(one)).state).toBe('closed');
    expect(await count("incident where state = 'resolved'")).toBe(0);
  });
});

describe('the same file again', () => {
  it('changes nothing', async () => {
    const again = await at.bringIn(path);
    // Cases that the desk's rules have moved on since are the desk's: the file still says what it said.
    expect(again.counts).toMatchObject({ created: 0, updated: 0, unchanged: 400, refused: 0, events: 0 });
  });

  it('leaves a history that verifies', async () => {
    const { database } = at.desk;
    await sealOnce(database, tuesday + 30 * day, 100_000);
    const { problems, entries } = await database.relay((tx) => verifyHistory(tx));
    expect(problems).toEqual([]);
    expect(entries).toBeGreaterThan(run.counts.events);
  });
});
