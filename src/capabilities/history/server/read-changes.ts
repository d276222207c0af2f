import { Parameters } from '#/platform/database/build.ts';
import type { Context } from '#/record/server/context.ts';
import { runRead } from '#/record/server/context.ts';
import { actionsKeptFrom } from '#/record/server/read/guarded-history.ts';
import type { FoundItem } from '#/capabilities/search/server/find-item.ts';
import { fieldByField } from '#/record/shared/own-fields.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import type { Position } from './position.ts';
import { olderThan } from './position.ts';
import { factsFor } from './told-on-portal.ts';

interface HistoryRow {
  id: number;
  action: string;
  audience: 'everyone' | 'staff';
  at: string;
  actor: string | null;
  origin: string;
  request: string | null;
  version: number | null;
  payload: Row | null;
  withdrawn: boolean;
}

/** One change of a record: what a commit wrote in up to two entries, put together. */
export interface Change {
  /** The id of its oldest entry: where a page that ends with it goes on. */
  id: number;
  action: string;
  audience: 'everyone' | 'staff';
  at: string;
  actor: string | null;
  origin: string;
  /** Field → value before, value after. */
  changes: Record<string, [unknown, unknown]>;
  /** What else was recorded: a reason, what was decided by itself. */
  facts: Row;
  /** It came in by an import that was taken back since, and no longer holds. */
  withdrawn: boolean;
}

/**
 * The changes of a record, newest first. In the workspace all of them; on the portal its beginning, its changes of
 * state and what was attached, of the public entries alone.
 */
export async function readChanges(
  ctx: Context,
  { id, type }: Pick<FoundItem, 'id' | 'type'>,
  { before, limit }: { before: Position | null; limit: number },
): Promise<Change[]> {
  const parameters = new Parameters();
  const where = [`h.item = ${parameters.value(id)}::uuid`];
  const kept = actionsKeptFrom(ctx, type);
  if (kept.length > 0) where.push(`h.action <> all(${parameters.value(kept)}::text[])`);
  if (before) where.push(olderThan(before, 'change', 'h', parameters));
  if (ctx.face === 'portal') {
    where.push(`h.audience = 'everyone' and (h.action in ('create', 'attach') or h.payload -> 'changes' ? 'state')`);
  }
  const rows = await runRead<HistoryRow>(ctx, {
    sql: `select h.id, h.action, h.audience, h.at, h.actor, h.origin, h.request, h.version, h.payload,
        ${isWithdrawn('h')} as withdrawn from history h
      where ${where.join(' and ')} order by h.at desc, h.id desc limit ${parameters.value(2 * limit)}`,
    parameters: parameters.values,
  });
  return together(rows)
    .slice(0, limit)
    .map((change) => (ctx.face === 'portal' ? inPlainTerms(change) : change));
}

/**
 * Whether an entry came in by a run that was taken back since, in the words of SQL: the entry that takes it back names
 * the same run.
 */
export function isWithdrawn(h: string): string {
  return `(${h}.origin = 'import' and ${h}.action <> 'undo' and exists (select 1 from history u
    where u.item = ${h}.item and u.origin = 'import' and u.action = 'undo' and u.request = ${h}.request))`;
}

function together(rows: readonly HistoryRow[]): Change[] {
  const changes: (Change & { last: HistoryRow })[] = [];
  for (const row of rows) {
    const { changes: recorded = {}, ...facts } = (row.payload ?? {}) as Row & { changes?: Change['changes'] };
    const fields = fieldByField(recorded);
    const known = changes.at(-1);
    if (known && sameCommit(known.last, row)) {
      Object.assign(known, { id: row.id, audience: 'everyone', last: row });
      known.changes = { ...fields, ...known.changes };
      known.facts = { ...facts, ...known.facts };
      continue;
    }
    const { id, action, audience, at, actor, origin, withdrawn } = row;
    changes.push({ id, action, audience, at, actor, origin, changes: fields, facts, withdrawn, last: row });
  }
  return changes.map(({ last: _, ...change }) => change);
}

/** A commit writes at most one public and one internal entry, one right after the other. */
function sameCommit(a: HistoryRow, b: HistoryRow): boolean {
  const same = a.at === b.at && a.action === b.action && a.request === b.request && a.version === b.version;
  return same && a.audience !== b.audience && a.actor === b.actor;
}

function inPlainTerms(change: Change): Change {
  const { state } = change.changes;
  return {
    ...change,
    changes: state ? { state } : {},
    facts: factsFor('portal', change.facts),
  };
}
