import type { Message } from '#/base/refusal.ts';
import type { FilterSchema, Predicate } from '#/engines/filter/schema.ts';
import type { Fields, OwnField } from '#/record/shared/field.ts';
import type { RecordDefinition, Step } from '#/record/shared/define.ts';
import type { Commit, Row, Stage } from './commit/commit.ts';
import type { Context, Face } from './context.ts';
import { filterSchema } from './filter-schema.ts';
import { columnOf, columnsOf, tableOf } from './schema.ts';

/** What an action does, beyond what the definition says. Guards refuse by throwing; fields are set on the commit. */
export interface Behaviour {
  apply(commit: Commit): void | Promise<void>;
  /** Asks the database early what `apply` will need, so that it goes out with the first packet. Waits for nothing. */
  early?(commit: Commit, values: Commit['input']): void;
  /** What is wrong with a stored row that this action would refuse, by field, beyond its fields' own checks. */
  faults?(kit: Kit, row: Row): Record<string, Message>;
  /** Fields that name rows which have to be sound as well, or nothing can go by this one. */
  reliesOn?: readonly string[];
  /** What follows, besides its fields, where the step is taken back: `before` is with it, `after` without. */
  undo?(commit: Commit): void | Promise<void>;
}

/** Something that many records can do: steps it adds, behaviours for them, and conditions for filters. */
export interface Capability {
  name: string;
  /** Every record type has it, without naming it. */
  everywhere?: boolean;
  /** Steps for each record type that names the capability. */
  steps?: (definition: RecordDefinition) => Record<string, Step>;
  behaviours?: Record<string, Behaviour>;
}

/** A record type with everything that was derived from it once, at start. */
export interface RecordType {
  definition: RecordDefinition;
  table: string;
  columns: { field: string; column: string; type: string }[];
  steps: Record<string, Step>;
  behaviours: Record<string, Behaviour>;
  filters: FilterSchema;
  /** Customers' own fields: none until {@link import('./configured.ts').configured} puts in those of the configuration. */
  own: readonly OwnColumn[];
}

/** A customer's own field as a list reads it: out of the document in which a record keeps them. */
export interface OwnColumn {
  /** `custom.floor` */
  field: string;
  key: string;
  definition: OwnField;
  /** PostgreSQL's type of `value`. */
  type: string;
  /** SQL of the value through a face, over an alias of the table; null where there is none. */
  value(face: Face, alias: string): string;
}

/** A check of a `json` field: problems by path, in the words of the text catalogues; none when it is right. */
export type ShapeCheck = (value: unknown) => { path: string; key: string; params?: Record<string, string | number> }[];

/** Everything the record kit was given by `app/`. There is no other registry. */
export interface Kit {
  types: ReadonlyMap<string, RecordType>;
  byPlural: ReadonlyMap<string, RecordType>;
  stages: readonly Stage[];
  shapes: Readonly<Record<string, ShapeCheck>>;
  /** Customers' own fields of a kind of record. */
  customFields(ctx: Context, kind: string): Promise<Readonly<Record<string, OwnField>>>;
  /** Tells the log of something that should be mended, although the work goes on. */
  warn: Warn;
}

/** Writes a line to the log, with its facts. */
export type Warn = (line: string, facts: Record<string, unknown>) => void;

export interface KitParts {
  records: readonly RecordDefinition[];
  capabilities: readonly Capability[];
  /** `incident.resolve` → what it does. */
  behaviours: Readonly<Record<string, Behaviour>>;
  /** Conditions for filters, by record kind: `is:involved`. */
  predicates: Readonly<Record<string, Readonly<Record<string, Predicate>>>>;
  shapes: Readonly<Record<string, ShapeCheck>>;
  stages: readonly Stage[];
  customFields(ctx: Context, kind: string): Promise<Readonly<Record<string, OwnField>>>;
  warn?: Warn;
}

const headColumns = new Set([
  'id',
  'number',
  'state',
  'version',
  'custom',
  'created_at',
  'created_by',
  'updated_at',
  'updated_by',
  'told_at',
]);

/** Puts the kit together. Throws where a behaviour belongs to no step: that is a bug found at start. */
export function createKit(parts: KitParts): Kit {
  const types = new Map<string, RecordType>();
  const byPlural = new Map<string, RecordType>();
  const unused = new Set(Object.keys(parts.behaviours));
  for (const definition of parts.records) {
    const capabilities = parts.capabilities.filter(
      ({ name, everywhere }) => everywhere || definition.capabilities.includes(name),
    );
    const steps: Record<string, Step> = { ...definition.steps };
    const behaviours: Record<string, Behaviour> = {};
    for (const capability of capabilities) {
      Object.assign(steps, capability.steps?.(definition));
      Object.assign(behaviours, capability.behaviours);
    }
    for (const action of ['create', 'edit', ...Object.keys(steps)]) {
      const behaviour = parts.behaviours[`${definition.name}.${action}`];
      if (behaviour) behaviours[action] = behaviour;
      unused.delete(`${definition.name}.${action}`);
    }
    const type: RecordType = {
      definition,
      table: tableOf(definition),
      columns: readColumns(definition),
      steps,
      behaviours,
      filters: filterSchema(definition, parts.predicates[definition.name] ?? {}),
      own: [],
    };
    types.set(definition.name, type);
    byPlural.set(definition.plural, type);
  }
  if (unused.size > 0) throw new Error(`no step for ${[...unused].join(', ')}`);
  const { stages, shapes, customFields, warn = () => {} } = parts;
  return { types, byPlural, stages, shapes, customFields, warn };
}

function readColumns(definition: RecordDefinition): RecordType['columns'] {
  const fields = new Map(Object.keys(definition.fields).map((field) => [columnOf(definition, field), field]));
  return columnsOf(definition)
    .filter(({ name }) => fields.has(name) || headColumns.has(name))
    .map(({ name, type }) => ({ column: name, type, field: fields.get(name) ?? headField(name) }));
}

function headField(column: string): string {
  return column.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** The fields that a step asks for; those of a create or an edit are the record's own. */
export function inputFields(type: RecordType, action: string, face: Face): Fields {
  const open = (field: Fields[string]) => face === 'workspace' || field.audience !== 'staff';
  if (action === 'create') return pick(type.definition.fields, (field) => !field.computed && open(field));
  if (action === 'edit')
    return pick(type.definition.fields, (field) => !field.computed && !field.byStep && open(field));
  return type.steps[action]?.input ?? {};
}

function pick(fields: Fields, keep: (field: Fields[string]) => boolean): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, field]) => keep(field)));
}
