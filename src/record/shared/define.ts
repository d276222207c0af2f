import type { Field, Fields, ValueOf } from './field.ts';

/** Which pile a state belongs to, across all kinds of record: the same four words in every list and report. */
export type StateGroup = 'open' | 'waiting' | 'done' | 'ended';

export interface Step {
  /** States in which the step is offered. */
  from: readonly string[];
  /** Where it leads; null: the record stays where it is (a reply, an override). */
  to: string | null;
  /** The permission that the step needs. */
  may: string;
  /** What the step asks for, on top of the record. */
  input?: Fields;
  /** What it does stays in the house, so that it can be taken back: the record is then as if it had not been taken. */
  undoable?: boolean;
  /** Steps that only the system takes are never offered as buttons. */
  hidden?: boolean;
  /**
   * Taken through a route of its own, which vouches for the input (the digest of a file that came with the request):
   * no door takes it by its name.
   */
  vouched?: boolean;
}

/** How the record's rows are parted between customers (row-level security). */
export type CustomerRule =
  | 'own' // the record names its customer in the column `customer`
  | 'shared'; // belongs to no single customer: every signed-in person's wall lets it through

/** How a record is shown in the registry of all records (`item`). Values are field names. */
export interface ItemMap {
  title: string;
  priority?: string;
  service?: string;
  group?: string;
  assignee?: string;
  opened?: string;
  /** When it is next due: kept by its clocks. */
  due?: string;
}

export interface RecordDefinition<F extends Fields = Fields> {
  /** Kind, in kebab case: `incident`. */
  name: string;
  /** Path in the API and the web: `incidents`. */
  plural: string;
  /** Table name, when it is not the kind in snake case. */
  table?: string;
  /** Prefix of the number (`INC0000001`). */
  prefix: string;
  fields: F;
  states: Record<string, StateGroup>;
  start: string;
  steps: Record<string, Step>;
  customer: CustomerRule;
  item: ItemMap;
  /** Columns of the list before a person chose their own. */
  columns: readonly string[];
  /** Sort of the list before a person chose: a field, `-` first for descending. */
  sort: string;
  /**
   * Fields whose values each of its events carries as they stood then, references and numbers alone: whoever hears of it
   * later works from them, since the record may have gone on.
   */
  facts?: readonly string[];
  /** Permission to read it in the workspace. */
  read: string;
  /** Permission to follow it on the portal, where it has a face there: such a record also keeps {@link toldAt}. */
  follow?: string;
  /** Permission to create one on the portal. */
  report?: string;
  /**
   * What people on the portal may refer to although it has no face there: every record (`true`), or those where this
   * flag is set. Absent: none.
   */
  offered?: true | string;
  /** Permissions of the two things that are not steps. */
  create: string;
  edit: string;
  /** Actions in its history that are read by holders of a permission alone, besides that to read the record. */
  guardedHistory?: { actions: readonly string[]; may: string };
  /** States in which fields can no longer be edited. */
  frozen?: readonly string[];
  /**
   * What administrators set up, and how long processes remember it: all of it until one changes that people's rights
   * (`access`) or the rules of the house (`rules`) follow from, or `each` by its own version, where there are many and
   * they come every day (people).
   */
  configuration?: 'access' | 'rules' | 'each';
  /** Fields of another scope's records that people's rights follow from as well, besides the state. */
  rights?: readonly string[];
  /** What else the record can do: names of capabilities. */
  capabilities: readonly string[];
  /** Record kinds whose custom fields apply (default: true for all that customers fill in). */
  custom?: boolean;
}

/** The fields' values, as a row has them. */
export type Values<F extends Fields> = { [K in keyof F]: ValueOf<F[K]> };

/** What every record has besides its own fields. */
export interface RecordHead {
  id: string;
  number: string;
  state: string;
  version: number;
  createdAt: string;
  createdBy: string | null;
  updatedAt: string;
  updatedBy: string | null;
  custom: Record<string, unknown>;
}

/** A record as read: its head and its fields. */
export type RecordOf<D extends { fields: Fields }> = RecordHead & Values<D['fields']>;

/** The life cycle that plain configuration has: in use, or retired; never deleted. */
export const inUse = {
  states: { active: 'open', retired: 'ended' },
  start: 'active',
} as const;

/** The two steps of {@link inUse}; `input` is what retiring asks for. */
export function retireSteps(may: string, input?: Fields): Record<'retire' | 'restore', Step> {
  return {
    retire: { from: ['active'], to: 'retired', may, ...(input ? { input } : {}) },
    restore: { from: ['retired'], to: 'active', may },
  };
}

/**
 * Declares a record type. The definition is data only; what the record *does* is functions in its process folder.
 * Throws where the definition contradicts itself (an unknown state, a title that is no field): that is a bug found at
 * start, not an answer to a person.
 */
export function defineRecord<const F extends Fields>(definition: RecordDefinition<F>): RecordDefinition<F> {
  const problems: string[] = [];
  const { name, fields, states, start, steps, item } = definition;
  if (!(start in states)) problems.push(`start state ${start} is not among the states`);
  for (const [step, { from, to }] of Object.entries(steps)) {
    for (const state of [...from, ...(to === null ? [] : [to])])
      if (!(state in states)) problems.push(`step ${step}: no state ${state}`);
  }
  const reached = new Set([start, ...Object.values(steps).flatMap((step) => step.to ?? [])]);
  for (const state of Object.keys(states)) if (!reached.has(state)) problems.push(`state ${state} is never reached`);
  for (const used of [...Object.values(item), ...definition.columns, definition.sort.replace('-', '')]) {
    if (!(used in fields) && !headFields.has(used)) problems.push(`${used} is no field`);
  }
  for (const one of [...(definition.rights ?? []), ...(definition.facts ?? [])])
    if (!(one in fields)) problems.push(`${one} is no field`);
  for (const [key, value] of Object.entries(fields)) {
    checkField(key, value as Field, problems);
    const { to, tree, duty, byStep } = value as Field;
    if (duty && byStep && !steps['hand-over']) problems.push(`${key} changes by steps, and none hands it over`);
    const own = to === name;
    if (own !== (tree === true)) {
      problems.push(own ? `${key} points at its own kind and is no tree` : `${key} is a tree of another kind`);
    }
  }
  if (problems.length > 0) throw new Error(`${name}: ${problems.join('; ')}`);
  return definition;
}

/**
 * The field that a record with a face on the portal keeps beside its head: when something that everybody may know changed
 * last. It raises no version, leaves no history, and is read as `updatedAt` on the portal alone.
 */
export const toldAt = 'toldAt';

const headFields = new Set(['id', 'number', 'state', 'version', 'createdAt', 'createdBy', 'updatedAt', 'updatedBy']);

function checkField(key: string, value: Field, problems: string[]): void {
  if (headFields.has(key) || key === 'custom' || key === toldAt)
    problems.push(`${key} is a field that every record has`);
  if ((value.kind === 'ref' || value.kind === 'refs') && !value.to) problems.push(`${key} points at nothing`);
  if (value.kind === 'choice' && !value.options?.length) problems.push(`${key} has no options`);
}
