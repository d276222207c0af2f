import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { choice, level, longText, ref, required, text } from '#/record/shared/field.ts';
import { defineRecord, inUse, retireSteps } from '#/record/shared/define.ts';
import { createTable } from '#/record/server/schema.ts';
import { testDatabase } from '#/record/test/database.ts';
import type { TestDatabase } from '#/record/test/database.ts';
import { findDrift } from './drift/compare.ts';
import { readSequences, readTables } from './drift/tables.ts';

const gadget = defineRecord({
  name: 'gadget',
  plural: 'gadgets',
  prefix: 'GAD',
  fields: {
    name: required(text({ search: 'A', unique: true })),
    colour: required(choice(['red', 'blue'])),
    severity: required(level(4)),
    notes: longText({ search: 'B' }),
    part: ref('gadget', { tree: true }),
  },
  ...inUse,
  steps: retireSteps('gadget.configure'),
  customer: 'shared',
  item: { title: 'name' },
  columns: ['name'],
  sort: 'name',
  read: 'configuration.read',
  create: 'gadget.configure',
  edit: 'gadget.configure',
  capabilities: [],
});

describe('drift', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    await database.owner('drop table if exists gadget; drop sequence if exists gadget_number');
    await database.owner(createTable(gadget, () => 'gadget'));
  });

  const drift = async (change?: string) => {
    if (change) await database.owner(change);
    return findDrift([gadget], await readTables(database.owner), await readSequences(database.owner));
  };

  it('finds nothing where the table is what the definition asks for', async () => {
    expect(await drift()).toEqual([]);
  });

  it.each([
    ['drop table gadget', 'gadget: there is no table gadget'],
    ['alter table gadget drop column part', 'gadget: column part (uuid) is missing'],
    [
      'alter table gadget alter column severity type bigint',
      'gadget: column severity is bigint, the definition says smallint',
    ],
    ['alter table gadget alter column colour drop not null', 'gadget: column colour is nullable, and must be given'],
    ['alter table gadget alter column notes set not null', 'gadget: column notes is not null, and need not be given'],
    ['alter table gadget drop constraint gadget_state_check', 'gadget: the check of state lacks active, retired'],
    ['alter table gadget drop constraint gadget_name_key', 'gadget: column name is not unique'],
    ['alter table gadget drop constraint gadget_part_fkey', 'gadget: column part does not reference gadget'],
    ['alter table gadget add column size int not null', 'gadget: column size must be filled, and no field does'],
    [
      'revoke update on gadget from mainstay_staff, mainstay_relay',
      'gadget: mainstay_staff and mainstay_relay may not read and write it',
    ],
    ['drop sequence gadget_number', 'gadget: there is no sequence gadget_number for them to use'],
    [
      'revoke usage on sequence gadget_number from mainstay_staff',
      'gadget: there is no sequence gadget_number for them to use',
    ],
  ])('after %s', async (change, says) => {
    expect(await drift(change)).toContain(says);
  });

  it('compares closed lists, bounds and lengths', async () => {
    await database.owner(`alter table gadget drop constraint gadget_colour_check, drop constraint gadget_severity_check,
      drop constraint gadget_name_check, add check (colour in ('red', 'green')), add check (severity between 1 and 5),
      add check (length(name) <= 100)`);
    expect(await drift()).toEqual([
      'gadget: the check of name does not end at 200 characters',
      'gadget: the check of colour lacks blue',
      'gadget: the check of colour still allows green',
      'gadget: the check of severity is not between 1 and 4',
    ]);
  });

  it('compares the search document', async () => {
    await database.owner(`alter table gadget drop column search, add column search tsvector generated always as
      (mainstay_document(mainstay_number_words(number), null, coalesce(name, ''))) stored`);
    expect(await drift()).toEqual([
      "gadget: the search document is not mainstay_document(mainstay_number_words(number) || ' ' || coalesce(name, ''), coalesce(notes, ''))",
    ]);
  });

  it('wants the wall where a record belongs to a customer', async () => {
    const walled = { ...gadget, customer: 'own' as const };
    await database.owner('drop table gadget; drop sequence gadget_number');
    await database.owner(createTable(walled, () => 'gadget'));
    const found = async () =>
      findDrift([walled], await readTables(database.owner), await readSequences(database.owner));
    expect(await found()).toEqual(['gadget: row-level security is not forced']);
    await database.owner('alter table gadget enable row level security, force row level security');
    expect(await found()).toEqual([]);
    // Its search documents are in a table of their own, kept by a trigger.
    await database.owner('drop trigger document_gadget on gadget');
    expect(await found()).toEqual([
      'gadget: the trigger of the search document does not work out what the definition says',
    ]);
    await database.owner('drop table document_gadget; drop function document_gadget() cascade');
  });
});
