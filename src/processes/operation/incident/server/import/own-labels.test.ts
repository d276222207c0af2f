import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeTarget } from '#/capabilities/mapping/server/describe.ts';
import { incidentImport } from '#/processes/operation/incident/server/import.ts';
import type { Importing } from './test/importing.ts';
import { openImporting } from './test/importing.ts';

let at: Importing;
beforeAll(async () => {
  at = await openImporting();
}, 60_000);
afterAll(() => at.stop());

it("customers' own fields are offered by what they are called, in the language of whoever imports", async () => {
  const { desk } = at;
  const field = (values: object) =>
    desk.does('administrator', 'custom-field.create', null, { record: 'incident', kind: 'text', ...values });
  await field({ key: 'made-sla', label: 'Made SLA', labelSk: 'Dodržané' });
  await field({ key: 'floor', label: 'Floor' });
  const called = async () => {
    const { fields } = await describeTarget(await desk.as('lead'), incidentImport);
    const own = fields.filter(({ name }) => name.startsWith('custom.'));
    return Object.fromEntries(own.map(({ name, label }) => [name, label]));
  };
  expect(await called()).toEqual({ 'custom.made-sla': 'Made SLA', 'custom.floor': 'Floor' });
  await desk.does('administrator', 'person.edit', desk.ids.lead, { language: 'sk' });
  expect(await called()).toEqual({ 'custom.made-sla': 'Dodržané', 'custom.floor': 'Floor' });
});
