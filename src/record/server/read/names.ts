import { quote } from '#/platform/database/build.ts';
import type { Fields } from '#/record/shared/field.ts';
import type { Context } from '../context.ts';
import type { RecordType } from '../kit.ts';
import { readable } from './columns.ts';
import { runRead } from '../context.ts';
import type { Row } from '../commit/commit.ts';

/** How a referenced record is shown: its kind, its title, its number. */
export interface Named {
  kind: string;
  title: string;
  number: string;
}

/**
 * The names behind the references in rows, in one read of the registry. Only kinds that belong to no customer
 * (people, groups, services …) are named without asking whether the actor may open them; a reference to a case is
 * shown by its number alone.
 */
export async function namesOf(ctx: Context, fields: Fields, rows: readonly Row[]): Promise<Record<string, Named>> {
  const ids = new Set<string>();
  const references = Object.entries(fields).filter(([, field]) => field.to);
  for (const row of rows) {
    for (const [name] of references) collect(row[name], ids);
    collect(row['createdBy'], ids);
    collect(row['updatedBy'], ids);
  }
  return lookUpNames(ctx, [...ids]);
}

function collect(value: unknown, ids: Set<string>): void {
  if (typeof value === 'string') ids.add(value);
  else if (Array.isArray(value)) for (const entry of value) collect(entry, ids);
}

/** Names by id. See {@link namesOf}. */
export async function lookUpNames(ctx: Context, ids: readonly string[]): Promise<Record<string, Named>> {
  if (ids.length === 0) return {};
  const rows = await runRead<Named & { id: string; customer: number | null }>(ctx, {
    sql: 'select id, kind, title, number, customer from item where id = any($1::uuid[])',
    parameters: [ids],
  });
  return Object.fromEntries(
    rows.map(({ id, kind, title, number, customer }) => [
      id,
      { kind, number, title: customer === null || kind === 'person' ? title : number },
    ]),
  );
}

/**
 * The same for one row of a record type, as a subselect over it: a JSON object by id, of the references that the face
 * may read; null where there are none.
 */
export function namesWithin(ctx: Context, type: RecordType, alias: string): string {
  const { fields } = type.definition;
  const single = ['createdBy', 'updatedBy'].filter((field) => readable(ctx, type, field));
  const several: string[] = [];
  for (const [name, field] of Object.entries(fields)) {
    if (field.to && readable(ctx, type, name)) (field.kind === 'refs' ? several : single).push(name);
  }
  const columns = (names: readonly string[]) =>
    type.columns.filter(({ field }) => names.includes(field)).map(({ column }) => `${alias}.${quote(column)}`);
  const ids = [`array[${columns(single).join(', ')}]`, ...columns(several)].join(' || ');
  return `select jsonb_object_agg(n.id, jsonb_build_object('kind', n.kind, 'number', n.number,
      'title', case when n.customer is null or n.kind = 'person' then n.title else n.number end))
    from item n where n.id = any(${ids})`;
}
