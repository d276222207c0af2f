import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDesk } from '#/app/test/desk.ts';
import type { Desk, Who } from '#/app/test/desk.ts';
import { removeRecords } from '#/capabilities/removal/server/remove-records.ts';
import { newId } from '#/platform/ids.ts';
import { openDatabase } from '#/platform/database/pools.ts';
import type { Database } from '#/platform/database/pools.ts';
import { testSecret } from '#/record/test/database.ts';
import { perform } from '../commit/perform.ts';
import type { Context } from '../context.ts';
import { epochColumns, knowEpochs } from '../epoch.ts';
import type { Epochs } from '../epoch.ts';
import { getNamed } from './get.ts';
import { listRecords } from './list.ts';
import { lookUpNames } from './names.ts';

let desk: Desk;
let processes: Database[];
let incident: string;
const now = Date.now();

beforeAll(async () => {
  desk = await openDesk();
  processes = [1, 2].map(() => openDatabase({ url: desk.url, secret: testSecret, deadline: 5000, onError: () => {} }));
  const values = { title: 'Names', affectedUser: desk.ids.user, group: desk.ids.desk, assignee: desk.ids.agent };
  incident = (await desk.does('agent', 'create', null, values, now)).id;
});
afterAll(async () => {
  await Promise.all(processes.map((one) => one.close()));
  await desk.drop();
});

/** A request as it comes out of the gate: it knows the epochs of when it began. */
async function request(db: Database, who: Who = 'lead', more: Partial<Context> = {}): Promise<Context> {
  const said: string[] = [];
  const ctx: Context & { said: string[] } = {
    ...(await desk.as(who, now)),
    request: { id: newId(), origin: 'web' },
    db: {
      ...db,
      whole: db,
      read: (wall, query, signal) => {
        said.push(query.sql);
        return db.read(wall, query, signal);
      },
    },
    said,
    ...more,
  };
  const [epochs] = await db.read<Epochs>(
    { kind: 'staff' },
    { sql: `select ${epochColumns} from epoch e`, parameters: [] },
  );
  if (epochs) knowEpochs(ctx.request, epochs);
  return ctx;
}
const saidOf = (ctx: Context) => (ctx as Context & { said: string[] }).said;
const system = (more: Partial<Context> = {}): Context => ({
  ...desk.system(now),
  request: { id: newId(), origin: 'rest' },
  ...more,
});
const type = () => {
  const found = desk.kit.types.get('incident');
  if (!found) throw new Error('no incidents');
  return found;
};
const rename = (id: string, name: string, ctx = system()) => perform(ctx, 'person', 'edit', id, { name });
const title = async (ctx: Context, id: string) => (await lookUpNames(ctx, [id]))[id]?.title;

describe('names behind references', () => {
  it('are read once: a record and a page of which all are known read none', async () => {
    const [db] = processes as [Database];
    const first = await request(db);
    const page = await listRecords(first, type(), { named: true });
    expect(page.names[desk.ids.agent]).toMatchObject({ kind: 'person', title: 'Anna Agent' });
    expect(saidOf(first)).toHaveLength(2);
    const again = await request(db);
    expect(await listRecords(again, type(), { named: true })).toEqual(page);
    expect(await getNamed(again, type(), incident)).toMatchObject({ names: page.names });
    expect(saidOf(again)).toHaveLength(2);
    for (const sql of saidOf(again)) expect(sql).not.toMatch(/\bitem\b/);
  });

  it('are those of now in every process once somebody is renamed', async () => {
    for (const db of processes) expect(await title(await request(db), desk.ids.user)).toBe('Uma User');
    await rename(desk.ids.user, 'Uma Newname');
    for (const db of processes) {
      const ctx = await request(db);
      expect((await getNamed(ctx, type(), incident)).names[desk.ids.user]?.title).toBe('Uma Newname');
    }
  });

  it('are a transaction’s own where it changed them, and nobody else’s before it commits', async () => {
    const [db] = processes as [Database];
    const { stranger } = desk.ids;
    expect(await title(await request(db), stranger)).toBe('Stan Stranger');
    const broken = db.transaction({ kind: 'staff' }, async (tx) => {
      const ctx = { ...(await request(db)), actor: desk.system().actor, tx };
      await rename(stranger, 'Taken Back', ctx);
      expect(await title(ctx, stranger)).toBe('Taken Back');
      expect(await title(await request(db), stranger)).toBe('Stan Stranger');
      throw new Error('rolled back');
    });
    await expect(broken).rejects.toThrow('rolled back');
    expect(await title(await request(db), stranger)).toBe('Stan Stranger');
  });

  it('of what was never committed are not remembered', async () => {
    const [db] = processes as [Database];
    const id = newId(now);
    const make = (name: string, ctx: Context) =>
      perform(ctx, 'person', 'create', null, { name, organisation: desk.ids.customer }, { id });
    const broken = db.transaction({ kind: 'staff' }, async (tx) => {
      const ctx = { ...(await request(db)), actor: desk.system().actor, tx };
      await make('First Try', ctx);
      expect(await title(ctx, id)).toBe('First Try');
      throw new Error('rolled back');
    });
    await expect(broken).rejects.toThrow('rolled back');
    expect(await title(await request(db), id)).toBeUndefined();
    await make('Second Try', system());
    expect(await title(await request(db), id)).toBe('Second Try');
  });

  it('are gone with what is removed, and stay with what is retired', async () => {
    const [db] = processes as [Database];
    const make = async (name: string) =>
      (await perform(system(), 'person', 'create', null, { name, organisation: desk.ids.customer })).id;
    const [gone, retired] = [await make('Soon Gone'), await make('Soon Retired')];
    expect(await title(await request(db), gone)).toBe('Soon Gone');
    expect(await title(await request(db), retired)).toBe('Soon Retired');
    expect((await removeRecords(system(), [gone], 'test')).removed).toEqual([gone]);
    await perform(system(), 'person', 'retire', retired, {});
    expect(await title(await request(db), gone)).toBeUndefined();
    expect(await title(await request(db), retired)).toBe('Soon Retired');
  });

  it('are in the language of who reads them', async () => {
    const [db] = processes as [Database];
    const { id } = await perform(system(), 'category', 'create', null, { name: 'Roof', nameSk: 'Strecha' });
    const slovak = async () => {
      const ctx = await request(db);
      return title({ ...ctx, actor: { ...ctx.actor, language: 'sk' } }, id);
    };
    expect([await slovak(), await title(await request(db), id)]).toEqual(['Strecha', 'Roof']);
    await perform(system(), 'category', 'edit', id, { nameSk: 'Krytina' });
    expect([await slovak(), await title(await request(db), id)]).toEqual(['Krytina', 'Roof']);
  });

  it('are remembered behind a customer’s wall too, but for those of cases: which there are is the wall’s to say', async () => {
    const [db] = processes as [Database];
    const { stranger, other } = desk.ids;
    const values = { title: 'Elsewhere', affectedUser: stranger, customer: other };
    const elsewhere = (await desk.does('agent', 'create', null, values, now)).id;
    const staff = await request(db);
    expect(Object.keys(await lookUpNames(staff, [elsewhere, incident, stranger]))).toHaveLength(3);
    const first = await request(db, 'user');
    expect((await getNamed(first, type(), incident)).names[desk.ids.user]?.title).toBe('Uma Newname');
    const ctx = await request(db, 'user');
    expect((await getNamed(ctx, type(), incident)).names[desk.ids.user]?.title).toBe('Uma Newname');
    expect(saidOf(ctx)).toHaveLength(1);
    expect(saidOf(ctx)[0]).not.toMatch(/from item\b/);
    const own = (await getNamed(staff, type(), incident)).row['number'];
    expect(await lookUpNames(ctx, [elsewhere, incident])).toEqual({
      [incident]: { kind: 'incident', number: own, title: own },
    });
    expect(saidOf(ctx)).toHaveLength(2);
    await rename(desk.ids.user, 'Uma Again');
    const after = await request(db, 'user');
    expect((await getNamed(after, type(), incident)).names[desk.ids.user]?.title).toBe('Uma Again');
  });

  it('are never older than the request, whoever renames and reads at the same time', async () => {
    const { neighbour } = desk.ids;
    let committed = 0;
    let renaming = true;
    const renames = (async () => {
      for (let n = 1; n <= 40; n++) {
        await rename(neighbour, `Nina ${n}`, system({ db: processes[n % 2] as Database }));
        committed = n;
      }
      renaming = false;
    })();
    const seen: [shown: number, least: number][] = [];
    const reads = processes.flatMap((db) =>
      [1, 2, 3].map(async () => {
        do {
          const least = committed;
          const shown = await title(await request(db), neighbour);
          seen.push([Number(/\d+$/.exec(shown ?? '')?.[0] ?? 0), least]);
        } while (renaming);
      }),
    );
    await Promise.all([renames, ...reads]);
    expect(seen.filter(([shown, least]) => shown < least)).toEqual([]);
    for (const db of processes) expect(await title(await request(db), neighbour)).toBe('Nina 40');
  });
});
