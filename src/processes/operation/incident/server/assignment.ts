import type { Filter } from '#/engines/filter/ast.ts';
import { matches } from '#/engines/filter/matches.ts';
import type { FilterSchema } from '#/engines/filter/schema.ts';
import { parseFilter } from '#/engines/filter/parse.ts';
import { canWorkSql, whoCanWork } from '#/processes/foundation/server/api.ts';
import { configurationOf, isInUse } from '#/record/server/configuration.ts';
import { configured } from '#/record/server/configured.ts';
import type { Commit, Row } from '#/record/server/commit/commit.ts';
import { set } from '#/record/server/commit/commit.ts';
import type { Context } from '#/record/server/context.ts';
import { soundRows } from '#/record/server/row-faults.ts';
import { isPingPong, leastLoaded } from '../engine/ping-pong.ts';

/** An assignment rule made ready for use. */
export interface Rule {
  id: string;
  name: string;
  filter: Filter | null;
  /** What the filter is read with: customers' own fields are of one epoch. */
  schema: FilterSchema;
  group: string;
}

/** The assignment rules in use, in order. */
async function rules(ctx: Context): Promise<readonly Rule[]> {
  const configuration = await configurationOf(ctx);
  return configuration.derive('assignment-rules', async () =>
    prepareRules(ctx, await soundRows(ctx, 'assignment-rule')),
  );
}

/** Makes rule rows ready for use. One whose filter can no longer be read, or whose group is retired, holds for nothing. */
export async function prepareRules(ctx: Context, rows: readonly Row[]): Promise<readonly Rule[]> {
  const type = ctx.kit.types.get('incident');
  if (!type) return [];
  const { filters: schema } = await configured(ctx, type);
  const groups = new Set((await (await configurationOf(ctx)).rows('group')).map((row) => row['id']));
  return rows.flatMap((row): Rule[] => {
    if (!groups.has(row['group'])) return [];
    const text = row['where'] as string | null;
    const rule = { id: row['id'] as string, name: row['name'] as string, group: row['group'] as string, schema };
    if (!text?.trim()) return [{ ...rule, filter: null }];
    const parsed = parseFilter(text, { ...schema, text: false });
    return parsed.ok ? [{ ...rule, filter: parsed.filter }] : [];
  });
}

/** The first rule that holds for a case. */
export function ruleFor(ctx: Context, among: readonly Rule[], row: Row): Rule | undefined {
  return among.find(
    ({ filter, schema }) => filter === null || matches(filter, row, { now: ctx.now, actor: {}, schema }),
  );
}

/**
 * The group for a case: the first assignment rule that holds, else the item's, else the service's support
 * group; one that is retired is passed over. Says which one decided.
 */
export async function groupFor(
  ctx: Context,
  row: Row,
  among?: readonly Rule[],
): Promise<{ group: string | null; because: string }> {
  const rule = ruleFor(ctx, among ?? (await rules(ctx)), row);
  if (rule) return { group: rule.group, because: rule.name };
  const configuration = await configurationOf(ctx);
  const inUse = async (group: unknown) => {
    const found = await configuration.find('group', group as string | null | undefined);
    return isInUse(found) ? (found['id'] as string) : null;
  };
  if (row['configurationItem'] && ctx.tx) {
    const [item] = await ctx.tx.query<{ support_group: string | null }>({
      sql: 'select support_group from configuration_item where id = $1',
      parameters: [row['configurationItem']],
    });
    const group = await inUse(item?.support_group);
    if (group) return { group, because: 'configuration-item' };
  }
  const service = await configuration.find('service', row['service'] as string | null);
  return { group: await inUse(service?.['supportGroup']), because: 'service' };
}

/**
 * Who of a group gets a case: nobody, unless the group opted in; people marked away, and those who can no longer work,
 * are skipped.
 */
export async function memberFor(ctx: Context, groupId: string): Promise<string | null> {
  const group = await (await configurationOf(ctx)).find('group', groupId);
  const members = (group?.['members'] as string[] | undefined) ?? [];
  if (!group?.['leastLoaded'] || members.length === 0 || !ctx.tx) return null;
  const today = new Date(ctx.now).toISOString().slice(0, 10);
  const rows = await ctx.tx.query<{ id: string; open: number; away: boolean }>({
    sql: `select p.id, (p.away and (p.away_until is null or p.away_until >= $2::date)) as away,
        (select count(*) from item i where i.assignee = p.id and i.state_group in ('open', 'waiting')) as open
      from person p where p.id = any($1::uuid[]) and ${canWorkSql('p')} order by p.number`,
    parameters: [members, today],
  });
  return leastLoaded(rows);
}

/** Whether a person is a member of a group that is in use. */
export async function isMember(ctx: Context, groupId: string, person: string): Promise<boolean> {
  const group = await (await configurationOf(ctx)).find('group', groupId);
  return isInUse(group) && ((group['members'] as string[] | undefined) ?? []).includes(person);
}

/** Whether somebody who has a case can be left with it: a member of its group who can work. */
export async function stillWorksIn(ctx: Context, group: string, person: string): Promise<boolean> {
  return (await isMember(ctx, group, person)) && (await whoCanWork(ctx, [person])).has(person);
}

/** Counts a hop between groups, and flags a case that came back to one that had given it away. */
export async function recordHop(commit: Commit): Promise<void> {
  const { before, after, tx, id } = commit;
  const from = before?.['group'] as string | null | undefined;
  const to = after['group'] as string | null;
  if (!before || !from || from === to) return;
  set(commit, 'reassignedCount', (before['reassignedCount'] as number) + 1);
  const hops = await tx.query<{ hop: [string | null, string | null] }>({
    sql: `select payload -> 'changes' -> 'group' as hop from history
      where item = $1 and payload -> 'changes' ? 'group' order by id`,
    parameters: [id],
  });
  const groups = [...hops.map(({ hop }) => hop[1]), to];
  if (isPingPong(groups)) set(commit, 'pingPong', true);
}
