import type { Filter } from '#/engines/filter/ast.ts';
import type { Context } from '#/record/server/context.ts';
import { holds } from '#/record/server/permission.ts';
import { listRecords } from '#/record/server/read/list.ts';
import { whileTyping, wordsOf } from '#/record/server/read/search.ts';
import { numbersMeant } from './numbers-meant.ts';
import type { RecordType } from '#/record/server/kit.ts';

/** What was found on the portal. */
export interface PortalHit {
  id: string;
  kind: string;
  number: string;
  title: string;
  state?: string;
  /** A sentence or two that say more. */
  text?: string | null;
}

/** Something that the portal's search finds besides the records that a person follows: it decides what is public. */
export interface PortalSource {
  kind: string;
  find(ctx: Context, search: string, limit: number): Promise<Omit<PortalHit, 'kind'>[]>;
}

/** One search over what the portal offers and what the person follows there. Only public fields are searched. */
export async function searchPortal(
  ctx: Context,
  sources: readonly PortalSource[],
  search: string,
  limit: number,
): Promise<{ rows: PortalHit[] }> {
  const typed = search.trim().slice(0, 200);
  if (wordsOf(typed, ctx.face) === '') return { rows: [] };
  const followed = [...ctx.kit.types.values()].filter(
    ({ definition }) => definition.follow !== undefined && holds(ctx.actor, definition.follow),
  );
  const found = await Promise.all([
    ...sources.map(async ({ kind, find }) => (await find(ctx, typed, limit)).map((hit) => ({ ...hit, kind }))),
    ...followed.map((type) => findFollowed(ctx, type, typed, limit)),
  ]);
  return { rows: found.flat().slice(0, 2 * limit) };
}

async function findFollowed(ctx: Context, type: RecordType, typed: string, limit: number): Promise<PortalHit[]> {
  const kind = type.definition.name;
  const title = type.definition.item.title;
  const show = (row: Record<string, unknown>): PortalHit => ({
    id: row['id'] as string,
    kind,
    number: row['number'] as string,
    title: (row[title] as string | null) ?? (row['number'] as string),
    state: row['state'] as string,
  });
  const { exact } = numbersMeant(type.definition, typed);
  const filter: Filter = { kind: 'condition', field: 'number', operator: 'in', values: exact };
  const [numbered, found] = await Promise.all([
    listRecords(ctx, type, { filter, limit, fields: [title] }),
    listRecords(ctx, type, { search: whileTyping(typed), limit, fields: [title] }),
  ]);
  const rows = new Map([...numbered.rows, ...found.rows].map((row) => [row['id'], row]));
  return [...rows.values()].slice(0, limit).map(show);
}
