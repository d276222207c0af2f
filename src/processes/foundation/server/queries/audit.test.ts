import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDesk, tuesday } from '#/app/test/desk.ts';
import type { Desk } from '#/app/test/desk.ts';
import { sealOnce } from '#/capabilities/history/server/seal.ts';
import { readAudit } from './audit.ts';
import { exportAudit } from './export-audit.ts';
import { sealedHead, verifyNow } from './sealed-history.ts';

const hour = 3_600_000;
let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
  await desk.does('administrator', 'group.edit', desk.ids.second, { description: '=1+1' }, tuesday);
  await desk.does('agent', 'create', null, { title: 'PLANTEDCANARY', affectedUser: desk.ids.user }, tuesday + hour);
  await desk.does('lead', 'assignment-rule.create', null, { name: 'All', group: desk.ids.desk }, tuesday + 2 * hour);
}, 60_000);
afterAll(() => desk.drop());

const read = async (query: Partial<Parameters<typeof readAudit>[1]>) =>
  readAudit(await desk.as('auditor', tuesday + 3 * hour), { limit: 50, ...query });

describe('the audit', () => {
  it('holds who changed what, newest first, and no case', async () => {
    const { rows, names } = await read({});
    expect(rows[0]).toMatchObject({ kind: 'assignment-rule', action: 'create', actor: desk.ids.lead });
    expect(rows[1]).toMatchObject({ kind: 'group', changes: { description: [null, '=1+1'] } });
    expect(names[desk.ids.administrator]?.title).toBe('Adam Admin');
    expect(JSON.stringify(rows)).not.toContain('PLANTEDCANARY');
    expect(rows.some(({ kind }) => kind === 'incident')).toBe(false);
  });

  it('is narrowed by person, kind and time, and read page by page without a gap', async () => {
    const byAdministrator = await read({ person: desk.ids.administrator, kind: 'group' });
    expect(byAdministrator.rows.map(({ action }) => action)).toEqual(['edit']);
    const between = { from: new Date(tuesday).toISOString(), to: new Date(tuesday + hour).toISOString() };
    expect((await read(between)).rows.map(({ kind }) => kind)).toEqual(['group']);
    const all = (await read({ limit: 500 })).rows.map(({ id }) => id);
    const paged: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await read({ limit: 7, cursor });
      paged.push(...page.rows.map(({ id }) => id));
      cursor = page.next ?? undefined;
    } while (cursor);
    expect(paged).toEqual(all);
  });

  it('never tells of a case, even when its kind is asked for', async () => {
    expect((await read({ kind: 'incident' })).rows).toEqual([]);
    // One that somehow belongs to no customer is a case all the same.
    await desk.owner(`update history set customer = null where kind = 'incident'`);
    for (const query of [{}, { kind: 'incident' }, { person: desk.ids.agent }]) {
      expect((await read(query)).rows.filter(({ kind }) => kind === 'incident')).toEqual([]);
    }
  });

  it('comes out as CSV that no spreadsheet takes for formulas', async () => {
    const { file } = exportAudit(await desk.as('auditor', tuesday + 3 * hour), {});
    const lines = (await text(file)).trim().split('\r\n');
    expect(lines.find((line) => line.includes('description'))).toContain('Adam Admin,group,');
    expect(lines.find((line) => line.includes('description'))).toContain("'=1+1");
    expect(lines.join('\n')).not.toContain('PLANTEDCANARY');
  });

  it('is sealed, and a change behind the seal is found', async () => {
    while ((await sealOnce(desk.database, tuesday)) > 0);
    const ctx = await desk.as('auditor', tuesday + 3 * hour);
    const { head } = await sealedHead(ctx);
    expect(await verifyNow(ctx, head)).toMatchObject({ problems: [], unsealed: 0, head: { digest: head?.digest } });
    await desk.owner(`update history set payload = payload || '{"x": 1}' where kind = 'group' and action = 'edit'
      and actor = '${desk.ids.administrator}'`);
    expect((await verifyNow(ctx, null)).problems).toEqual([
      expect.objectContaining({ problem: 'entry-changed', batch: expect.any(Number) }),
    ]);
  });
});
