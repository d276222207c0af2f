import { isId } from '#/platform/ids.ts';
import { ownKey, valueIn } from '#/record/shared/own-fields.ts';
import type { Named } from '#/record/shared/named.ts';
import type { Context } from '../context.ts';
import type { RecordType } from '../kit.ts';
import { runRead } from '../context.ts';
import { inLanguage } from './in-language.ts';
import { knownNames } from './known-names.ts';
import type { Row } from '../commit/commit.ts';

/**
 * The names behind the references in rows, in one read of the registry. Only kinds that belong to no customer
 * (people, groups, services …) are named without asking whether the actor may open them; a reference to a case is
 * shown by its number alone.
 */
export async function namesOf(ctx: Context, type: RecordType, rows: readonly Row[]): Promise<Record<string, Named>> {
  const ids = new Set<string>();
  const [first] = rows;
  if (!first) return {};
  // All rows of an answer have the same fields.
  const places = referencesOf(type).filter((name) => ownKey(name) !== null || Object.hasOwn(first, name));
  for (const row of rows) for (const name of places) collect(valueIn(row, name), ids);
  return lookUpNames(ctx, ids);
}

const references = new WeakMap<RecordType, readonly string[]>();

/** The fields of a record type that name another record, and who wrote it. */
function referencesOf(type: RecordType): readonly string[] {
  let found = references.get(type);
  if (!found) {
    const own = type.own.map(({ field, definition }) => [field, definition] as const);
    const named = [...Object.entries(type.definition.fields), ...own].filter(([, field]) => field.to);
    found = [...named.map(([name]) => name), ...authors];
    references.set(type, found);
  }
  return found;
}

function collect(value: unknown, ids: Set<string>): void {
  if (typeof value === 'string') ids.add(value);
  else if (Array.isArray(value)) for (const entry of value) collect(entry, ids);
}

/** Names by id, from memory where they are known there. See {@link namesOf}. */
export async function lookUpNames(ctx: Context, ids: Iterable<string>): Promise<Record<string, Named>> {
  const known = knownNames(ctx);
  const names: Record<string, Named> = {};
  const unknown: string[] = [];
  for (const id of ids) {
    const named = known?.get(id);
    if (named) names[id] = named;
    // What a customers' own field holds may be text of any form.
    else if (isId(id)) unknown.push(id);
  }
  if (unknown.length > 0) {
    for (const row of await readNames(ctx, unknown)) {
      const { id, kind, title, number, customer, committed } = row;
      const named = Object.freeze({ kind, number, title: customer === null || kind === 'person' ? title : number });
      names[id] = named;
      // The title of a case that belongs to nobody yet raises no epoch.
      const steady = customer !== null || ctx.kit.types.get(kind)?.definition.customer === 'shared';
      if (committed && steady) known?.keep(id, named, customer === null);
    }
  }
  return inLanguage(ctx, names);
}

interface NameRow extends Named {
  id: string;
  customer: number | null;
  /** Not what this transaction wrote itself, which could be taken back: older than every transaction that still runs. */
  committed: boolean;
}

const readNames = (ctx: Context, ids: readonly string[]) =>
  runRead<NameRow>(ctx, {
    sql: `select id, kind, title, number, customer, pg_current_xact_id_if_assigned() is null
        or age(xmin) > age(pg_snapshot_xmin(pg_current_snapshot())::xid) as committed
      from item where id = any($1::uuid[])`,
    parameters: [ids],
  });

const authors: ReadonlySet<string> = new Set(['createdBy', 'updatedBy']);
