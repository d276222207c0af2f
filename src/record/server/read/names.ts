import type { Fields } from '#/record/shared/field.ts';
import type { Context } from '../context.ts';
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
