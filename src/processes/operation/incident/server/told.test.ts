import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clockRules } from '#/app/clocks.ts';
import { timers } from '#/app/processes.server.ts';
import { openDesk, tuesday } from '#/app/test/desk.ts';
import type { Desk, Who } from '#/app/test/desk.ts';
import { Refusal } from '#/base/refusal.ts';
import { keepFilesIn } from '#/capabilities/attachments/server/keeping.ts';
import { fireClocks } from '#/capabilities/clocks/server/fire.ts';
import { projectRoot } from '#/platform/database/migrate.ts';
import { newId } from '#/platform/ids.ts';
import { fireTimers } from '#/record/server/after/timers.ts';
import { perform } from '#/record/server/commit/perform.ts';
import { configurationOf } from '#/record/server/configuration.ts';
import { getRecord } from '#/record/server/read/get.ts';
import { listRecords } from '#/record/server/read/list.ts';
import { incidentType } from './queries/incident-type.ts';
import { wrongTold } from './test/wrong-told.ts';

const minute = 60_000;
const day = 1440 * minute;

let desk: Desk;
let folder: string;
let reasons: ReadonlyMap<string, string>;
let problem: string;
beforeAll(async () => {
  desk = await openDesk();
  folder = await mkdtemp(path.join(tmpdir(), 'mainstay-told-'));
  keepFilesIn(desk.database, folder, { largest: 1000, perRecord: 5 });
  const rows = await (await configurationOf(desk.system())).rows('pending-reason');
  reasons = new Map(rows.map((row) => [row['code'] as string, row['id'] as string]));
  for (const [key, onPortal] of [
    ['floor', true],
    ['wing', false],
  ] as const) {
    await desk.does('administrator', 'custom-field.create', null, {
      record: 'incident',
      key,
      label: key,
      kind: 'text',
      onPortal,
    });
  }
  problem = (await log()).id;
}, 60_000);
afterAll(async () => {
  await desk.drop();
  await rm(folder, { recursive: true });
});

const at = (minutes: number) => new Date(tuesday + minutes * minute).toISOString();
const log = (now = tuesday) =>
  desk.does('agent', 'create', null, { title: 'No mail', affectedUser: desk.ids.user, impact: 2, urgency: 2 }, now);
/** What a user reads of a case as its last change, and what is kept of it. */
const told = async (id: string) => {
  const ctx = await desk.as('user', tuesday, 'portal');
  const shown = (await getRecord(ctx, incidentType(ctx), id))['updatedAt'];
  const [row] = await desk.owner<{ kept: string }>('select told_at as kept from incident where id = $1', [id]);
  expect(row?.kept).toBe(shown);
  return shown;
};

describe('when something that everybody may know changed last', () => {
  it('is what the portal shows as the last change, in a case and in a list, and moves with public fields alone', async () => {
    const { id } = await log();
    expect(await told(id)).toBe(at(0));
    const life: readonly [what: string, who: Who, action: string, input: object, moves: boolean][] = [
      ['taken', 'agent', 'take', {}, true],
      ['an internal note', 'agent', 'note', { body: 'The disk' }, false],
      ['an answer, which may be recalled', 'agent', 'reply', { body: 'We look' }, false],
      ['an answer of the user', 'user', 'reply', { body: 'Any news?' }, false],
      ['the cause', 'agent', 'edit', { cause: 'A full disk' }, false],
      ['tags', 'agent', 'edit', { tags: ['disk'] }, false],
      ['a field of the customer that the portal shows', 'agent', 'edit', { custom: { floor: '2' } }, true],
      ['a field of the customer for staff', 'agent', 'edit', { custom: { wing: 'B' } }, false],
      ['a task', 'agent', 'add-task', { title: 'Ask the supplier' }, false],
      ['time spent', 'agent', 'log-time', { minutes: 5 }, false],
      ['watched', 'colleague', 'watch', {}, false],
      ['the title, and something inside with it', 'agent', 'edit', { title: 'No mail at all', cause: 'Disk' }, true],
      ['the same title again', 'agent', 'edit', { title: 'No mail at all' }, false],
      [
        'an override that gives the same priority',
        'lead',
        'override-priority',
        { priority: 3, reason: 'Known' },
        false,
      ],
      ['another priority', 'lead', 'override-priority', { priority: 1, reason: 'The director' }, true],
      ['solved', 'agent', 'resolve', { closeCode: 'fixed', solution: 'Restarted it.', missReason: 'ours' }, true],
      ['reopened', 'user', 'reopen', { message: 'Again' }, true],
    ];
    let [last, minutes] = [at(0), 0];
    for (const [what, who, action, input, moves] of life) {
      minutes += 10;
      await desk.does(who, action, id, { ...input }, tuesday + minutes * minute);
      if (moves) last = at(minutes);
      expect(await told(id), what).toBe(last);
    }
    const ctx = await desk.as('user', tuesday + day);
    const { rows } = await listRecords(ctx, incidentType(ctx), { fields: ['title', 'updatedAt'] });
    expect(rows.find((row) => row['id'] === id)).toMatchObject({ title: 'No mail at all', updatedAt: last });
    expect(await wrongTold(desk)).toEqual([]);
  });

  it('is written by the statement that writes the case: no other one', async () => {
    const { id } = await log();
    const ctx = await desk.as('agent', tuesday + minute);
    const sent: string[] = [];
    await ctx.db.transaction({ kind: 'staff' }, (tx) =>
      perform(
        { ...ctx, tx: { query: (statement) => (sent.push(statement.sql), tx.query(statement)) } },
        'incident',
        'edit',
        id,
        { title: 'Slow mail' },
      ),
    );
    const writing = sent.flatMap((sql) => sql.match(/update "?incident"? set [^()]*/g) ?? []);
    expect(writing).toEqual([expect.stringMatching(/^update "incident" set "title" .*"told_at" = /)]);
    expect(await told(id)).toBe(at(1));
  });

  it('does not go back where a change comes late that began earlier', async () => {
    const { id } = await log();
    await desk.does('agent', 'edit', id, { title: 'Slow mail' }, tuesday + 10 * minute);
    await desk.does('colleague', 'edit', id, { description: 'Since Monday' }, tuesday + 5 * minute);
    expect(await told(id)).toBe(at(10));
    expect(await wrongTold(desk)).toEqual([]);
  });

  it('is no field at any door: nobody writes, reads, sorts, filters or finds it under its own name', async () => {
    const { id } = await log();
    for (const who of ['lead', 'user'] as const) {
      const ctx = await desk.as(who, tuesday);
      const type = incidentType(ctx);
      expect(await getRecord(ctx, type, id)).not.toHaveProperty('toldAt');
      const { rows } = await listRecords(ctx, type, { fields: ['title', 'toldAt'] });
      expect(rows.length).toBeGreaterThan(0);
      for (const row of rows) expect(row).not.toHaveProperty('toldAt');
      await expect(listRecords(ctx, type, { sort: 'toldAt' })).rejects.toMatchObject({
        text: { key: 'refusal.unknown-sort' },
      });
      expect(type.filters.fields).not.toHaveProperty('toldAt');
      const made =
        who === 'lead'
          ? desk.does(who, 'edit', id, { toldAt: at(0) })
          : desk.does(who, 'create', null, { title: 'x', toldAt: at(0) });
      expect(await made.catch((error: unknown) => error)).toMatchObject({
        fields: { toldAt: { key: 'field.unknown' } },
      });
    }
    const traces = await desk.owner(
      `select 1 from history where payload::text like '%toldAt%' union all select 1 from outbox where payload::text like '%toldAt%'`,
    );
    expect(traces).toEqual([]);
  });
});

type Input = (id: string, now: number) => Promise<Record<string, unknown>> | Record<string, unknown>;

/** The newest of what a case has: an edit, a file, a task. */
const newest = async (sql: string, id: string) => (await desk.owner<{ id: unknown }>(`${sql} limit 1`, [id]))[0]?.id;
const file = (audience?: string) => () => ({
  attachment: newId(),
  ...(audience ? { audience } : {}),
  name: 'log.txt',
  mediaType: 'text/plain',
  size: 3,
  sha256: 'ab'.repeat(32),
});

const steps: readonly (readonly [who: Who, action: string, input: Input])[] = [
  ['agent', 'take', () => ({})],
  ['agent', 'assign', () => ({ group: desk.ids.second, note: 'Yours' })],
  ['specialist', 'take', () => ({})],
  ['agent', 'start', () => ({})],
  ['agent', 'reply', () => ({ body: 'We look' })],
  ['agent', 'recall', async (id, now) => ({ note: (await desk.does('agent', 'reply', id, { body: 'Wrong case' }, now)).notes['note'] })],
  ['user', 'reply', () => ({ body: 'Any news?' })],
  ['agent', 'note', () => ({ body: 'Looks like the disk' })],
  ['agent', 'attach', file('everyone')],
  ['agent', 'attach', file('staff')],
  ['user', 'attach', file()],
  ['agent', 'remove-attachment', async (id) => ({ attachment: await newest('select id from attachment where item = $1 and removed_at is null order by at desc', id) })],
  ['agent', 'wait', () => ({ reason: reasons.get('user'), message: 'Which one?' })],
  ['agent', 'wait', () => ({ reason: reasons.get('supplier') })],
  ['agent', 'wait', () => ({ reason: reasons.get('until-date'), until: at(50 * 1440), userAsked: true })],
  ['agent', 'resume', () => ({})],
  ['agent', 'edit', () => ({ impact: 1, urgency: 1 })],
  ['agent', 'edit', () => ({ impact: 2 })],
  ['colleague', 'edit', () => ({ impact: 3, urgency: 3, title: 'No mail at all', loweredReason: 'One person' })],
  ['agent', 'edit', () => ({ cause: `Disk ${newId()}`, tags: ['disk'] })],
  ['agent', 'edit', () => ({ title: 'Slow mail' })],
  ['agent', 'edit', () => ({ custom: { floor: newId(), wing: 'B' } })],
  ['agent', 'undo', async (id) => ({ entry: Number(await newest("select id from history where item = $1 and action in ('edit', 'undo') order by id desc", id)) })],
  ['agent', 'link', async () => ({ number: (await desk.incident(problem))['number'], kind: 'relates' })],
  ['agent', 'add-task', () => ({ title: 'Ask the supplier' })],
  ['agent', 'check-task', async (id, now) => {
    await desk.does('agent', 'add-task', id, { title: 'Call them' }, now);
    return { task: await newest('select id from task where item = $1 order by position desc', id), done: true };
  }],
  ['agent', 'log-time', () => ({ minutes: 5 })],
  ['agent', 'add-watcher', () => ({ person: desk.ids.neighbour })],
  ['user', 'follow', () => ({})],
  ['lead', 'override-priority', () => ({ priority: 1, reason: 'The director waits' })],
  ['lead', 'release-priority', () => ({ loweredReason: 'Served' })],
  ['agent', 'resolve', () => ({ closeCode: 'fixed', solution: 'Restarted it.', cause: 'A full disk.', missReason: 'ours' })],
  ['user', 'reopen', () => ({ message: 'Not fixed' })],
  ['user', 'confirm', () => ({})],
  ['agent', 'cancel', () => ({ reason: 'By mistake', missReason: 'user' })],
]; // prettier-ignore

describe('whatever happens', () => {
  it('is what history says of every case after each step of several people, taken or refused, and while time goes by', async () => {
    const taken = new Map<string, number>();
    const seen = { moved: 0, stayed: 0 };
    const step = fc.record({
      step: fc.nat(steps.length - 1),
      which: fc.nat(2),
      after: fc.constantFrom(0, 1, 20, 180, 1440, 4320),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 30 }), async (lived) => {
        let now = tuesday + 30 * day;
        const cases = [await log(now), await log(now), await desk.does('user', 'create', null, { title: 'Help' }, now)];
        for (const { step: index, which, after } of lived) {
          now += after * minute;
          await fireClocks(desk.system(now), clockRules);
          await fireTimers(desk.system(now), timers);
          const [who, action, input] = steps[index] ?? ['agent', 'take', () => ({})];
          const id = cases[which]?.id ?? '';
          const before = await desk.owner<{ version: number; at: string }>(
            'select version, told_at as at from incident where id = $1',
            [id],
          );
          try {
            await desk.does(who, action, id, await input(id, now), now);
            taken.set(action, (taken.get(action) ?? 0) + 1);
          } catch (error) {
            if (!(error instanceof Refusal)) throw error;
          }
          expect(await wrongTold(desk), `${who} ${action}`).toEqual([]);
          const behind = await desk.owner<{ version: number; at: string }>(
            'select version, told_at as at from incident where id = $1',
            [id],
          );
          if (behind[0]?.at !== before[0]?.at) seen.moved += 1;
          else if (behind[0]?.version !== before[0]?.version) seen.stayed += 1;
        }
      }),
      { numRuns: 25, seed: 20_260_310 },
    );
    // Everything was done at least once, and much of it changed a case inside alone.
    expect([...new Set(steps.map(([, action]) => action))].filter((action) => !taken.has(action))).toEqual([]);
    expect(seen.moved).toBeGreaterThan(40);
    expect(seen.stayed).toBeGreaterThan(20);
  }, 120_000);
});

describe('an installation from before', () => {
  it('is given what its history says', async () => {
    const before = await desk.owner('select id, told_at as at from incident order by id');
    expect(new Set(before.map(({ at: kept }) => String(kept))).size).toBeGreaterThan(20);
    await desk.owner('alter table incident alter column told_at drop not null');
    await desk.owner('update incident set told_at = null');
    await desk.owner(
      readFileSync(
        path.join(projectRoot, 'src/processes/operation/incident/migrations/0062_incident_told_filled.sql'),
        'utf8',
      ),
    );
    expect(await desk.owner('select id, told_at as at from incident order by id')).toEqual(before);
    await expect(desk.owner('update incident set told_at = null')).rejects.toThrow('not-null');
  });
});
