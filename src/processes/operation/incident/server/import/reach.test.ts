import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { keepFilesIn } from '#/capabilities/attachments/server/keeping.ts';
import { previewCase } from '#/capabilities/import-reports/server/preview-case.ts';
import { findRun } from '#/capabilities/imports/server/run-row.ts';
import { beginUndo } from '#/capabilities/imports/server/begin-undo.ts';
import { incidentImport } from '#/processes/operation/incident/server/import.ts';
import type { BringIn, Importing } from './test/importing.ts';
import { openImporting, wednesday } from './test/importing.ts';

let at: Importing;
let folder: string;
beforeAll(async () => {
  at = await openImporting();
  folder = await mkdtemp(path.join(tmpdir(), 'mainstay-files-'));
  keepFilesIn(at.desk.database, folder);
  const { desk } = at;
  const { ids } = desk;
  // The lead works in a group that serves Acme alone.
  await desk.owner('update support_group set members = array_remove(members, $1)', [ids.lead]);
  const group = { name: 'For Acme', members: [ids.lead], serves: [ids.customer] };
  await desk.does('administrator', 'group.create', null, group);
});
afterAll(async () => {
  await at.stop();
  await rm(folder, { recursive: true });
});
beforeEach(() => at.desk.owner('truncate import_record, import_result'));

const head = 'Number,Title,Customer,Opened,Status\n';
const row = (number: string, customer: string, title = 'Old') =>
  `${number},${title},${customer},2026-01-05T08:00:00Z,Closed\n`;

/** Brings a table in whose rows say whose case each is. */
async function bringIn(name: string, rows: string, options: BringIn = {}) {
  const file = await at.file(name, head + rows);
  const offered = await at.offered(file);
  const mapping = { ...offered, fields: { ...offered.fields, customer: { from: { column: 'Customer' } } } };
  return at.bringIn(file, { ...options, mapping });
}

async function refusals(run: string) {
  return at.desk.owner(
    `select line, outcome, problems -> 0 ->> 'code' as code from import_result where run = $1 order by position`,
    [run],
  );
}

describe('a run of somebody who serves some customers', () => {
  it('brings in the cases of theirs, and refuses the others with their lines, in a dry run too', async () => {
    const rows = row('A-1', 'Acme') + row('A-2', 'Globex') + row('A-3', 'Acme');
    for (const dry of [true, false]) {
      const run = await bringIn('two.csv', rows, { by: 'lead', dry });
      expect(run).toMatchObject({ status: 'done', counts: { created: 2, refused: 1 } });
      expect(await refusals(run.id)).toEqual([
        { line: 2, outcome: 'created', code: null },
        { line: 3, outcome: 'refused', code: 'customer-not-served' },
        { line: 4, outcome: 'created', code: null },
      ]);
    }
    expect(await at.desk.owner("select number from incident where number = 'A-2'")).toEqual([]);
  });

  it('changes no case of another customer by writing its number beside one of theirs', async () => {
    await bringIn('globex.csv', row('B-1', 'Globex'));
    const run = await bringIn('acme.csv', row('B-1', 'Acme', 'Taken over'), { by: 'lead' });
    expect(await refusals(run.id)).toEqual([{ line: 2, outcome: 'refused', code: 'customer-not-served' }]);
    expect(await at.desk.owner("select title from incident where number = 'B-1'")).toEqual([{ title: 'Old' }]);
  });

  it('shows before the run no case that it would not bring in', async () => {
    await bringIn('globex.csv', row('B-7', 'Globex'));
    const rows = row('C-1', 'Acme') + row('C-2', 'Globex') + row('B-7', 'Acme', 'Taken over');
    const { id } = await bringIn('shown.csv', rows, { by: 'lead', dry: true });
    const dry = await findRun(at.desk.system(), id);
    if (!dry) throw new Error('no run');
    const file = await at.file('shown.csv', head + rows);
    const find = (number: string) => previewCase(at.desk.system(wednesday), incidentImport, dry, file, number);
    expect(await find('C-1')).toMatchObject({ number: 'C-1', outcome: 'created' });
    expect([await find('C-2'), await find('B-7')]).toEqual([null, null]);
  });
});

describe('taking a run back', () => {
  const lead = (members: string[]) =>
    at.desk
      .owner<{ id: string }>("select id from support_group where name = 'For Acme'")
      .then(([group]) => at.desk.does('administrator', 'group.edit', group?.id ?? '', { members }));

  it('is for who may bring its cases in now: whoever serves the customer no longer removes nothing of theirs', async () => {
    const run = await bringIn('own.csv', row('U-1', 'Acme'), { by: 'lead' });
    await lead([]);
    const undo = async (who: 'lead' | 'administrator') => beginUndo(await at.desk.as(who, wednesday), run.id, true);
    const beyond = { key: 'import.undo-beyond', params: { count: 1 } };
    await expect(undo('lead')).rejects.toMatchObject({ code: 'forbidden', text: beyond });
    expect(await at.desk.owner("select 1 from incident where number = 'U-1'")).toHaveLength(1);
    await lead([at.desk.ids.lead]);
    expect(await undo('lead')).toMatchObject({ status: 'undoing' });
    expect(await undo('administrator')).toMatchObject({ status: 'undoing' });
  });
});

describe('a run of the command line, or of somebody who manages imports', () => {
  it('reaches every customer', async () => {
    const own = await bringIn('c.csv', row('C-1', 'Globex'));
    const theirs = await bringIn('d.csv', row('D-1', 'Globex'), { by: 'administrator' });
    expect([own.counts.created, theirs.counts.created]).toEqual([1, 1]);
  });

  it('leaves a case with the customer that it was logged for, in a dry run too', async () => {
    await bringIn('e.csv', row('E-1', 'Acme'));
    for (const dry of [true, false]) {
      const run = await bringIn('f.csv', row('E-1', 'Globex', 'Payroll of Globex'), { dry });
      expect(await refusals(run.id)).toEqual([{ line: 2, outcome: 'refused', code: 'other-customer' }]);
    }
    expect(
      await at.desk.owner(
        `select i.title, o.name, i.customer = o.customer_key as walled, m.customer = o.customer_key as listed
          from incident i join item m on m.id = i.id join organisation o on o.id = i.customer_organisation
          where i.number = 'E-1'`,
      ),
    ).toEqual([{ title: 'Old', name: 'Acme', walled: true, listed: true }]);
  });
});
