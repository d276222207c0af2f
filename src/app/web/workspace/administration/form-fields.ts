import type { Language } from '#/platform/web/texts.ts';
import type { FieldShape, TypeShape } from '#/record/web/definitions.tsx';
import type { Row } from '#/record/web/records.ts';
import { freshVersion } from '#/processes/design/service-level/web/calendar/versions.ts';

/** Fields that have an editor made for them though they are stored as text; by kind and field. */
const madeFor: Readonly<Record<string, string>> = {
  'assignment-rule.where': 'filter-text',
  'clock-policy.where': 'filter-text',
  'calendar.holidayCountry': 'holiday-place',
  'custom-field.record': 'custom-kind',
  'custom-field.to': 'custom-target',
  'custom-field.options': 'custom-options',
};

/** What may be given once and then stays. */
const once: Readonly<Record<string, readonly string[]>> = { 'custom-field': ['record', 'key', 'kind'] };

/** Fields that were given when the record was made and stay. */
export const fixedFields = (type: TypeShape): FieldShape[] =>
  type.fields.filter(({ name }) => once[type.name]?.includes(name));

/** The fields of a kind's form, in the order of its definition; each with the editor that fits it. */
export function formFields(type: TypeShape, mode: 'create' | 'edit', record?: Row): FieldShape[] {
  const names = new Set(type[mode] ?? []);
  const fixed = mode === 'edit' ? (once[type.name] ?? []) : [];
  return type.fields
    .filter(({ name }) => names.has(name) && !fixed.includes(name))
    .filter(({ name }) => !(type.name === 'custom-field' && record && !fits(name, record['kind'])))
    .map((field) => shaped(type, field));
}

const fits = (name: string, kind: unknown) =>
  name === 'options' ? kind === 'choice' : name === 'to' ? kind === 'ref' : true;

/** Whether a field is a kept filter, though it is stored as text. */
export const isCondition = (type: TypeShape, name: string): boolean =>
  madeFor[`${type.name}.${name}`] === 'filter-text';

/** What the filter of a rule or a policy is about. */
export const aboutOf = (row: Readonly<Record<string, unknown>>): string =>
  typeof row['kind'] === 'string' ? row['kind'] : 'incident';

function shaped(type: TypeShape, field: FieldShape): FieldShape {
  const editor = madeFor[`${type.name}.${field.name}`];
  if (editor) return { ...field, kind: 'json', shape: editor };
  if (field.format === 'time-zone') {
    return {
      ...field,
      ...(type.name === 'person' ? { unset: 'admin.person.zone-inherited' } : {}),
      kind: 'choice',
      options: Intl.supportedValuesOf('timeZone').map((value) => ({ value, label: value })),
    };
  }
  return field;
}

/** What a new record begins with, where its definition says nothing: something that can be changed into what is meant. */
export function startValues(type: TypeShape, language: Language): Record<string, unknown> {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  switch (type.name) {
    case 'calendar':
      return { timeZone: here, versions: [freshVersion()] };
    case 'priority-matrix':
      return {
        cells: [
          [1, 2, 3],
          [2, 3, 4],
          [3, 4, 5],
        ],
      };
    case 'clock-policy':
      return {
        targets: [{ priority: 3, clock: 'resolution', amount: 1440, unit: 'minutes' }],
        thresholds: [
          { percent: 75, notify: ['assignee'] },
          { percent: 100, notify: ['assignee', 'group-lead'] },
        ],
      };
    // Colleagues speak the language of whoever adds them more often than the product's first one.
    case 'person':
      return { language };
    case 'role':
      return { grants: [] };
    default:
      return {};
  }
}
