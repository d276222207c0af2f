import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sniffSource } from '#/platform/tabular/sniff.ts';
import { incidentImport } from '#/processes/operation/incident/server/import.ts';
import type { Importing } from './test/importing.ts';
import { openImporting } from './test/importing.ts';

let at: Importing;
beforeAll(async () => {
  at = await openImporting();
}, 60_000);
afterAll(() => at.stop());

/** A line as the export writes it: records that it refers to by their ids, choices by their codes. */
const line = (number: string, more: Record<string, unknown> = {}) =>
  JSON.stringify({
    number,
    state: 'closed',
    title: `Title of ${number}`,
    customer: at.desk.ids.customer,
    channel: 'walk-in',
    closeCode: 'no-fault-found',
    group: null,
    openedAt: '2026-02-02T08:00:00.000Z',
    resolvedAt: '2026-02-02T09:00:00.000Z',
    closedAt: '2026-02-02T10:00:00.000Z',
    tags: ['home', 'vpn'],
    ...more,
  });

async function bringIn(lines: readonly string[]) {
  const file = await at.file('own.jsonl', `${lines.join('\n')}\n`);
  const { mapping } = incidentImport.suggest(await sniffSource(file, { whole: true }), {});
  return await at.bringIn(file, { mapping });
}

describe('lines of JSON that this product exported', () => {
  it('come back with the records that they refer to, their choices and their tags', async () => {
    const [group] = await at.desk.owner<{ id: string }>("select id from support_group where name = 'Specialists'");
    const run = await bringIn([line('L-1', { group: group?.id }), line('L-2')]);
    expect(run.counts).toMatchObject({ created: 2, refused: 0, made: {}, dropped: {} });
    const rows = await at.desk.owner(
      `select i.number, i.channel, i.close_code as "closeCode", i.tags, g.name as "group", o.name as customer
        from incident i left join support_group g on g.id = i.support_group join organisation o on o.customer_key = i.customer
        where i.number like 'L-%' order by 1`,
    );
    const same = { channel: 'walk-in', closeCode: 'no-fault-found', tags: ['home', 'vpn'], customer: 'Acme' };
    expect(rows).toEqual([
      { number: 'L-1', ...same, group: 'Specialists' },
      { number: 'L-2', ...same, group: null },
    ]);
  });

  it('make nothing that is called by an id of another installation', async () => {
    const run = await bringIn([line('L-3', { group: '01a22e28-0177-7e8b-9e75-4dc16ef86140' })]);
    expect(run.counts).toMatchObject({ created: 0, refused: 1, made: {} });
  });
});
