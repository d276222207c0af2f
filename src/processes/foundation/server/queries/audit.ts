import { readInstant } from '#/base/instant.ts';
import { Parameters } from '#/platform/database/build.ts';
import { message, Refusal } from '#/base/refusal.ts';
import { isId } from '#/platform/ids.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import type { Context } from '#/record/server/context.ts';
import { decodeEntryCursor, encodeCursor } from '#/record/server/read/cursor.ts';
import { lookUpNames } from '#/record/server/read/names.ts';
import type { AuditEntry, AuditPage } from '#/processes/foundation/shared/audit.ts';

/** Which entries are wanted; everything that belongs to no customer when nothing is named. */
export interface AuditQuery {
  /** Who acted, or whom it was done to. */
  person?: string | undefined;
  kind?: string | undefined;
  action?: string | undefined;
  /** ISO 8601: from this instant, up to that one. */
  from?: string | undefined;
  to?: string | undefined;
  cursor?: string | undefined;
  /** Entries a page, up to 500. */
  limit: number;
}

/**
 * What happened to the configuration, to people and to their accounts, newest first. Cases are no part of it: what a
 * customer's records went through is read at the records, by who may read them.
 */
export async function readAudit(ctx: Context, query: AuditQuery): Promise<AuditPage> {
  const parameters = new Parameters();
  const where = ['customer is null', ...conditionsOf(ctx, query, parameters)];
  type Stored = Omit<AuditEntry, 'changes' | 'facts' | 'erased'> & { payload: Row | null };
  const entries = await ctx.db.read<Stored>(
    { kind: 'staff' },
    {
      sql: `select id, at, kind, action, item, actor, origin, request, version, payload from history
        where ${where.join(' and ')} order by at desc, id desc limit ${parameters.value(query.limit + 1)}`,
      parameters: parameters.values,
    },
    ctx.request.signal,
  );
  const more = entries.length > query.limit;
  if (more) entries.pop();
  const last = entries.at(-1);
  const rows = entries.map(({ payload, ...entry }) => {
    const { changes = {}, ...facts } = (payload ?? {}) as Row & { changes?: AuditEntry['changes'] };
    return { ...entry, changes, facts, erased: payload === null };
  });
  return {
    rows,
    names: await lookUpNames(ctx, idsIn(ctx, rows)),
    next: more && last ? encodeCursor('audit', `${last.at} ${last.id}`, last.item) : null,
  };
}

function conditionsOf(ctx: Context, query: AuditQuery, parameters: Parameters): string[] {
  const { person, kind, action, from, to, cursor } = query;
  const where: string[] = [];
  if (person !== undefined) {
    if (!isId(person)) throw new Refusal('bad-request', message('field.not-reference'));
    const who = parameters.value(person);
    where.push(`(actor = ${who}::uuid or item = ${who}::uuid)`);
  }
  // Cases that an import or a demonstration brought in without a customer would be content, not configuration.
  const content = [...ctx.kit.types.values()].filter(({ definition }) => definition.customer === 'own');
  where.push(`kind <> all(${parameters.value(content.map(({ definition }) => definition.name))})`);
  if (kind !== undefined) where.push(`kind = ${parameters.value(kind)}`);
  if (action !== undefined) where.push(`action = ${parameters.value(action)}`);
  if (from !== undefined) where.push(`at >= ${parameters.value(instant(from))}`);
  if (to !== undefined) where.push(`at < ${parameters.value(instant(to))}`);
  if (cursor !== undefined) {
    const { at, entry } = decodeEntryCursor(cursor, 'audit');
    where.push(`(at, id) < (${parameters.value(at)}::timestamptz, ${parameters.value(entry)}::bigint)`);
  }
  return where;
}

function instant(text: string): string {
  const at = readInstant(text);
  if (at === null) throw new Refusal('bad-request', message('field.not-instant'));
  return new Date(at).toISOString();
}

function idsIn(ctx: Context, rows: readonly AuditEntry[]): string[] {
  const ids = new Set<string>();
  for (const { actor, item, kind, changes } of rows) {
    ids.add(item);
    if (actor) ids.add(actor);
    const fields = ctx.kit.types.get(kind)?.definition.fields;
    for (const [field, values] of Object.entries(changes)) {
      if (fields?.[field]?.to) for (const value of values.flat()) if (typeof value === 'string') ids.add(value);
    }
  }
  return [...ids];
}
