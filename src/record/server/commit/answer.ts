import { isId } from '#/platform/ids.ts';
import type { Named } from '#/record/shared/named.ts';
import { deciding, grantsFor } from '../permission.ts';
import { readable } from '../read/columns.ts';
import type { NamedRecord } from '../read/get.ts';
import { lookUpNames } from '../read/names.ts';
import { readPermission } from '../read/predicate.ts';
import type { Context } from '../context.ts';
import type { RecordType } from '../kit.ts';
import type { Commit, Row } from './commit.ts';
import { stored } from './write.ts';

/** Names of what a record on its way refers to, asked for as soon as it is known: in one packet with what stages ask. */
export interface Naming {
  ask(values: Row): void;
  names: Map<string, Promise<Record<string, Named>>>;
}

/**
 * Begins an answer from the commit; null where a record has to be read back: behind a wall, on the portal (which shows
 * of a record what no commit holds), and of the configuration (whose names and rights follow from it).
 */
export function beginAnswer(ctx: Context, type: RecordType): Naming | null {
  const { definition } = type;
  if (ctx.actor.wall.kind !== 'staff' || ctx.face !== 'workspace' || definition.configuration) return null;
  const references = Object.entries(definition.fields).flatMap(([name, { to }]) => (to ? [name] : []));
  const wanted = [...references, 'createdBy', 'updatedBy'];
  const names: Naming['names'] = new Map();
  return {
    names,
    ask(values) {
      const ids = wanted.flatMap((field) => values[field] ?? []).filter((id) => isId(id) && !names.has(id));
      if (ids.length === 0) return;
      const found = lookUpNames(ctx, [...new Set(ids as string[])]);
      // Whoever needs it waits for it; a change that is refused does not.
      found.catch(() => {});
      for (const id of ids) names.set(id as string, found);
    },
  };
}

/**
 * The record as its author will see it when the commit is through, made of what is written. Null where only the
 * database can tell whether they will.
 */
export async function answerOf(commit: Commit): Promise<NamedRecord | null> {
  const { ctx, type, after, naming } = commit;
  if (!naming) return null;
  const shown = type.columns.filter(({ field }) => readable(ctx, type, field));
  const row: Row = Object.fromEntries(shown.map((column) => [column.field, stored(after[column.field], column.type)]));
  const permission = readPermission(ctx, type);
  const filters = permission === undefined ? undefined : grantsFor(ctx.actor, permission);
  const decide = deciding(ctx, type, row);
  if (!filters?.some((filter) => filter === null || decide(filter) === true)) return null;
  naming.ask(row);
  const names: Record<string, Named> = {};
  for (const [id, found] of naming.names) {
    const named = (await found)[id];
    if (named && refersTo(row, id)) names[id] = named;
  }
  return { row, names };
}

const refersTo = (row: Row, id: string): boolean =>
  Object.values(row).some((value) => value === id || (Array.isArray(value) && value.includes(id)));
