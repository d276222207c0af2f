import { signaturesOf } from '#/capabilities/notes/server/signatures.ts';
import { seenAmong } from '#/capabilities/search/server/find-item.ts';
import { personOf } from '#/capabilities/search/server/query.ts';
import { readOwn } from '#/capabilities/search/server/staff-pool.ts';
import { Parameters } from '#/platform/database/build.ts';
import type { Inbox, InboxEntry } from '#/capabilities/notifications/shared/answers.ts';
import { textsOf } from './mailing.ts';
import type { Context, Face } from '#/record/server/context.ts';
import { withFace } from '#/record/server/context.ts';

interface Row {
  id: string;
  kind: string;
  at: string;
  readAt: string | null;
  item: string;
  params: Record<string, unknown> & { face?: Face; by?: string };
}

export interface InboxQuery {
  unread: boolean;
  limit: number;
  /** Id of the last entry of the page before. */
  before?: string | undefined;
}

/** How many unread ones are counted. */
export const mostCounted = 100;

/**
 * The person's inbox, newest first. What they may no longer see is left out, however long ago they were told; the
 * portal shows what concerns them there, and nothing that they were told as staff.
 */
export async function readInbox(ctx: Context, query: InboxQuery): Promise<Inbox> {
  const rows = await read(ctx, query);
  const faces: readonly Face[] = ctx.face === 'portal' ? ['portal'] : ['workspace', 'portal'];
  const seen = new Map<Face, Awaited<ReturnType<typeof seenAmong>>>();
  for (const face of faces) {
    const items = rows.filter(({ params }) => params.face === face).map(({ item }) => item);
    seen.set(face, await seenAmong(withFace(ctx, face), [...new Set(items)]));
  }
  const people = await signaturesOf(
    ctx,
    rows.map(({ params }) => params.by),
  );
  const texts = textsOf(ctx.db);
  const entries = rows.flatMap(({ item, params: { face, by, ...params }, ...row }): InboxEntry[] => {
    const record = face && seen.get(face)?.get(item);
    if (!record || !face) return [];
    const { id, kind, number, title } = record;
    const signature = by ? (people.get(by) ?? null) : null;
    const words = { ...params, kind, number, by: signature?.name ?? 'nobody' } as Record<string, string | number>;
    const text = texts?.textOf(ctx.actor.language, { key: `notification.${row.kind}`, params: words }) ?? '';
    return [{ ...row, text, face, by: signature, record: { id, kind, number, title }, params }];
  });
  return { rows: entries, next: rows.length === query.limit ? (rows.at(-1)?.id ?? null) : null };
}

/** How many notifications the person has not read, up to 100. */
export async function countUnread(ctx: Context): Promise<{ count: number; more: boolean }> {
  const { rows, next } = await readInbox(ctx, { unread: true, limit: mostCounted });
  return { count: rows.length, more: next !== null };
}

function read(ctx: Context, { unread, limit, before }: InboxQuery): Promise<Row[]> {
  const parameters = new Parameters();
  const where = [`person = ${parameters.value(personOf(ctx))}::uuid`];
  if (ctx.face === 'portal') where.push(`params ->> 'face' = 'portal'`);
  if (unread) where.push('read_at is null');
  if (before !== undefined) {
    const last = `select at, id from notification where id = ${parameters.value(before)}::uuid`;
    where.push(`(at, id) < (${last})`);
  }
  return readOwn<Row>(ctx, {
    sql: `select id, kind, at, read_at as "readAt", item, params from notification
      where ${where.join(' and ')} order by at desc, id desc limit ${parameters.value(limit)}`,
    parameters: parameters.values,
  });
}
