import { toField } from '#/base/words.ts';
import type { ActorAttributes, AddParameter, Among, Predicate } from '#/engines/filter/filter.ts';
import { quote } from '#/platform/database/build.ts';

/** Which columns of a record say who is involved in it. */
export interface Involvement {
  /** Table of the record. */
  table: string;
  /** Columns that name people on whose behalf the record is: each needs an index. */
  columns: readonly string[];
  /** Column that names the customer organisation, and the field it is in memory. */
  customerColumn: string;
  customerField?: string;
  /** Column of the same customer's integer key, by which its wall parts the rows. */
  wallColumn?: string;
  assigneeColumn?: string;
  groupColumn?: string;
  groupField?: string;
}

type Values = Readonly<Record<string, unknown>>;

/**
 * The named conditions by which roles say which records they are about:
 *
 * | condition | holds for records |
 * |---|---|
 * | `is:involved` | of which I am the affected user, the requester, a watcher or a participant, and whose customer I belong to |
 * | `is:served` | of a customer that one of my groups serves |
 * | `is:contact` | of a customer whose contact I am, its sub-organisations included |
 * | `is:mine` | that are assigned to me |
 * | `is:my-groups` | that one of my groups has |
 *
 * In memory, `record.$involved` holds the watchers and participants. Being mentioned involves nobody: mentions stand
 * in internal notes too; nor does being interested, since everybody may watch what they see. Nobody is involved for a
 * customer that they do not belong to: whoever works for one has their roles, which can be taken away.
 */
export function involvement(of: Involvement): Record<string, Predicate> {
  const { columns, customerColumn, assigneeColumn = 'assignee', groupColumn = 'support_group' } = of;
  const { customerField = 'customer', groupField = 'group' } = of;
  return {
    involved: {
      sql: (actor, alias, param) => involvedSql(of, actor, alias, param),
      one: (actor, alias, param) => involvedInOne(of, actor, alias, param),
      memory: (record, actor) => {
        const { me } = actor;
        if (typeof me !== 'string') return false;
        if (!list(actor, 'belongsTo').includes(record[customerField])) return false;
        return columns.some((column) => record[toField(column)] === me) || list(record, '$involved').includes(me);
      },
    },
    served: {
      sql: (actor, alias, param) =>
        actor['servesAll'] === true ? 'true' : among(`${alias}${quote(customerColumn)}`, actor['serves'], param),
      memory: (record, actor) => actor['servesAll'] === true || list(actor, 'serves').includes(record[customerField]),
      among: (actor) => (actor['servesAll'] === true ? null : byKey(of, list(actor, 'servesKeys'))),
    },
    contact: {
      sql: (actor, alias, param) => among(`${alias}${quote(customerColumn)}`, actor['contactOf'], param),
      memory: (record, actor) => list(actor, 'contactOf').includes(record[customerField]),
      among: (actor) => byKey(of, list(actor, 'contactKeys')),
    },
    mine: {
      sql: (actor, alias, param) =>
        typeof actor['me'] === 'string' ? `${alias}${quote(assigneeColumn)} = ${param(actor['me'])}::uuid` : 'false',
      memory: (record, { me }) => typeof me === 'string' && record[toField(assigneeColumn)] === me,
    },
    'my-groups': {
      sql: (actor, alias, param) => among(`${alias}${quote(groupColumn)}`, actor['groups'], param),
      memory: (record, actor) => list(actor, 'groups').includes(record[groupField]),
    },
  };
}

/** Each arm of the union uses an index of its own; as one condition with `or` they would scan the table. */
function involvedSql(of: Involvement, actor: ActorAttributes, alias: string, param: AddParameter): string {
  const { me } = actor;
  if (typeof me !== 'string') return 'false';
  const value = `${param(me)}::uuid`;
  const arms = of.columns.map((column) => `select id from ${quote(of.table)} where ${quote(column)} = ${value}`);
  arms.push(`select item from item_access where person = ${value} and reason in ('watcher', 'participant')`);
  return `(${alias}id in (${arms.join(' union ')}) and ${ofOwn(of, actor, alias, param)})`;
}

/** The same of one record: in its own columns and among its own watchers. */
function involvedInOne(of: Involvement, actor: ActorAttributes, alias: string, param: AddParameter): string {
  const { me } = actor;
  if (typeof me !== 'string') return 'false';
  const value = `${param(me)}::uuid`;
  const arms = of.columns.map((column) => `coalesce(${alias}${quote(column)} = ${value}, false)`);
  arms.push(`exists (select from item_access a where a.item = ${alias}id and a.person = ${value}
    and a.reason in ('watcher', 'participant'))`);
  return `((${arms.join(' or ')}) and ${ofOwn(of, actor, alias, param)})`;
}

/** Of a customer that the actor belongs to. */
function ofOwn(of: Involvement, actor: ActorAttributes, alias: string, param: AddParameter): string {
  return among(`${alias}${quote(of.customerColumn)}`, actor['belongsTo'], param);
}

function among(column: string, values: unknown, param: AddParameter): string {
  return Array.isArray(values) && values.length > 0 ? `${column} = any(${param(values)}::uuid[])` : 'false';
}

/** By the customers' integer keys, which every row carries for its wall: one index serves both. */
function byKey({ wallColumn = 'customer' }: Involvement, keys: readonly unknown[]): Among {
  return { column: wallColumn, values: keys.filter((key) => typeof key === 'number') };
}

/** A list among somebody's or something's values; empty where there is none. An empty value is in no list. */
function list(from: Values, name: string): unknown[] {
  const value = from[name];
  return Array.isArray(value) ? value.filter((entry) => entry != null) : [];
}
