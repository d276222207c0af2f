import { fold } from '#/base/fold.ts';
import { quote } from '#/platform/database/build.ts';
import { newId } from '#/platform/ids.ts';
import { checkInput } from '#/record/shared/check.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import type { Context } from '#/record/server/context.ts';
import { runRead } from '#/record/server/context.ts';
import { columnOf } from '#/record/server/schema.ts';
import { CaseFault } from '../shared/fault.ts';

/** A record that will be made because a case names it; written with the first case that comes in and uses it. */
export interface Made {
  kind: string;
  id: string;
  name: string;
  values: Row;
  /** Others that have to be made with it. */
  needs: readonly Made[];
  written: boolean;
}

/** What a name stands for. */
export type Found = { id: string; made: Made | null };

/** Names of records of other kinds, read once a run and remembered. */
export interface Lookups {
  /** Reads the names of a kind; call it before {@link Lookups.find}. */
  load(ctx: Context, kind: string): Promise<void>;
  /** The record of that name (or number, code, mail address, id), compared without case and accents. */
  find(kind: string, name: string): Found | null;
  /** Notes that a record is to be made. */
  make(ctx: Context, kind: string, name: string, values: Row, needs?: readonly Made[]): Made;
  /** The name of a record that was noted to be made, by its id. */
  madeName(id: string): string | null;
}

/** Opens the lookups of one run. */
export function openLookups(): Lookups {
  const kinds = new Map<string, Map<string, Found | null>>();
  const made = new Map<string, string>();
  const named = (kind: string) => {
    const names = kinds.get(kind);
    if (!names) throw new Error(`the names of ${kind} were not read`);
    return names;
  };
  return {
    async load(ctx, kind) {
      if (!kinds.has(kind)) kinds.set(kind, await readNames(ctx, kind));
    },
    madeName: (id) => made.get(id) ?? null,
    find: (kind, name) => named(kind).get(fold(name)) ?? null,
    make(ctx, kind, name, given, needs = []) {
      const type = ctx.kit.types.get(kind);
      const title = type?.definition.item.title;
      if (!type || !title) throw new Error(`no records of kind ${kind}`);
      const initial = Object.entries(type.definition.fields).map(([key, field]) => [key, field.initial ?? null]);
      const own = Object.fromEntries(Object.entries(type.definition.fields).filter(([, field]) => !field.computed));
      const { values, problems } = checkInput(own, { ...given, [title]: name }, 'whole', ctx.kit.shapes);
      const [wrong] = Object.entries(problems);
      if (wrong) throw new CaseFault('record-not-made', { kind, name: name.slice(0, 100), field: wrong[0] });
      const id = newId(ctx.now);
      const record: Made = {
        kind,
        id,
        name,
        values: { ...Object.fromEntries(initial), ...values },
        needs,
        written: false,
      };
      made.set(id, name);
      named(kind).set(fold(name), { id, made: record });
      return record;
    },
  };
}

async function readNames(ctx: Context, kind: string): Promise<Map<string, Found | null>> {
  const type = ctx.kit.types.get(kind);
  if (!type) throw new Error(`no records of kind ${kind}`);
  const { definition } = type;
  const keys = [definition.item.title, 'code', 'email'].filter((field) => field in definition.fields);
  const columns = keys.map((field) => quote(columnOf(definition, field)));
  const rows = await runRead<Row>(ctx, {
    sql: `select id, number, ${columns.map((column, i) => `${column} as k${i}`).join(', ')}
      from ${quote(type.table)} order by state = 'active' desc, number`,
    parameters: [],
  });
  const names = new Map<string, Found | null>();
  for (const row of rows) {
    const found = { id: row['id'] as string, made: null };
    names.set(found.id, found);
    names.set(fold(row['number'] as string), found);
    for (const [nth] of keys.entries()) {
      const key = row[`k${nth}`];
      if (typeof key !== 'string' || key === '') continue;
      // Two people of one name: neither is meant for certain.
      if (kind === 'person' && names.has(fold(key))) names.set(fold(key), null);
      else if (!names.has(fold(key))) names.set(fold(key), found);
    }
  }
  return names;
}
