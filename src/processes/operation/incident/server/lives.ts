import type { Moment } from '#/capabilities/clocks/server/rules.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import type { Context } from '#/record/server/context.ts';
import { runRead } from '#/record/server/context.ts';
import { incident, spoken } from '#/processes/operation/incident/shared/incident.ts';
import { viewOf } from './clock-view.ts';

interface Happened {
  item: string;
  at: string;
  action: string;
  /** Field → value before, value after; null for what was said. */
  changes: Record<string, [unknown, unknown]> | null;
  actor: string | null;
}

const watched = ['state', 'pendingReason', 'pendingAsked'];

/**
 * The lives of cases so far, as far as clocks ask: where they stood, what they waited for, and when the desk answered. By
 * their history and what was said, so that a clock that begins late knows when it would have rested. Waits count by what
 * their reasons say now.
 * Imported cases that were to have no clocks have no life either.
 */
export async function livesOf(ctx: Context, rows: readonly Row[]): Promise<ReadonlyMap<string, readonly Moment[]>> {
  const happened = await runRead<Happened>(ctx, {
    sql: `select h.item, h.at, h.action, h.payload -> 'changes' as changes, h.actor, h.id as place from history h
        where h.item = any($1::uuid[]) and h.payload -> 'changes' ?| $2
      union all
      select n.item, n.at, 'reply', null, n.author, null from note n
        where n.item = any($1::uuid[]) and n.audience = 'everyone' and n.recalled_at is null and n.author is not null
          and n.channel <> 'portal'
      order by at, place nulls last`,
    parameters: [rows.map((row) => row['id']), watched],
  });
  const without = await importedWithout(ctx, rows);
  const byItem = Map.groupBy(happened, ({ item }) => item);
  const lives = new Map<string, readonly Moment[]>();
  for (const row of rows) {
    const id = row['id'] as string;
    if (!without.has(id)) lives.set(id, await lifeOf(ctx, row, byItem.get(id) ?? []));
  }
  return lives;
}

async function importedWithout(ctx: Context, rows: readonly Row[]): Promise<ReadonlySet<string>> {
  const found = await runRead<{ item: string }>(ctx, {
    sql: `select distinct h.item from history h where h.item = any($1::uuid[]) and h.origin = 'import'
      and not exists (select 1 from clock c where c.item = h.item)`,
    parameters: [rows.map((row) => row['id'])],
  });
  return new Set(found.map(({ item }) => item));
}

async function lifeOf(ctx: Context, row: Row, happened: readonly Happened[]): Promise<Moment[]> {
  const users = new Set([row['requester'], row['affectedUser']]);
  const start = Date.parse(row['openedAt'] as string);
  let then: Row = { state: incident.start, pendingReason: null, pendingAsked: false };
  const begun = spoken.has(row['channel'] as string) && !users.has(row['loggedBy']);
  const moments: Moment[] = [
    { at: start, view: { ...(await viewOf(ctx, then)), answeredNow: begun }, reason: 'create' },
  ];
  for (const { at, action, changes, actor } of happened) {
    for (const field of watched) if (changes?.[field]) then = { ...then, [field]: changes[field][1] };
    const answered = changes === null && !users.has(actor);
    if (changes === null && !answered) continue;
    const view = { ...(await viewOf(ctx, then)), answeredNow: answered };
    const moment = { at: Math.max(start, Date.parse(at)), view, reason: action };
    // What one commit did to the case, and what it said, are one moment.
    if (moments.at(-1)?.at === moment.at) {
      moment.view.answeredNow ||= moments.at(-1)?.view.answeredNow === true;
      moment.reason = moments.length === 1 ? 'create' : moment.reason;
      moments.pop();
    }
    moments.push(moment);
  }
  return moments;
}
