import { Type } from 'typebox';
import type { Static } from 'typebox';
import { notFound } from '#/base/refusal.ts';
import { isWithdrawn } from '#/capabilities/history/server/read-changes.ts';
import { factsFor } from '#/capabilities/history/server/told-on-portal.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import type { Context } from '#/record/server/context.ts';
import { runRead } from '#/record/server/context.ts';
import type { RecordType } from '#/record/server/kit.ts';
import { fieldNamed, readable } from '#/record/server/read/columns.ts';
import { fieldByField } from '#/record/shared/own-fields.ts';
import type { Changes } from '#/record/shared/own-fields.ts';
import { badCursor, decodeEntryCursor, encodeCursor } from '#/record/server/read/cursor.ts';
import { mayBeSeen } from '#/record/server/read/get.ts';
import { actionsKeptFrom } from '#/record/server/read/guarded-history.ts';
import { largestPage } from '#/record/server/read/list.ts';
import { lookUpNames } from '#/record/server/read/names.ts';
import type { Answer, Call } from '../route.ts';
import { idOf } from './answer.ts';
import { typeOf } from './type-of.ts';

export const historyQuery = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1 })),
  cursor: Type.Optional(Type.String({ maxLength: 500 })),
});

interface Entry {
  id: number;
  at: string;
  action: string;
  audience: string;
  actor: string | null;
  origin: string;
  request: string | null;
  version: number | null;
  payload: Row | null;
  /** It came in by an import that was taken back since. */
  withdrawn: boolean;
}

/** `GET /{plural}/{idOrNumber}/history`: who changed what, newest first. The portal has public entries only. */
export async function history({ ctx, params, query }: Call): Promise<Answer> {
  const type = await typeOf(ctx, params['plural'], ctx.face);
  const id = await idOf(ctx, type, params['id'] ?? '');
  if (!(await mayBeSeen(ctx, type, id))) throw notFound();
  const asked = query as Static<typeof historyQuery>;
  const limit = Math.min(asked.limit ?? 50, largestPage);
  const from = asked.cursor === undefined ? null : place(asked.cursor, id);
  const entries = await runRead<Entry>(ctx, {
    sql: `select id, at, action, audience, actor, origin, request, version, payload,
        ${isWithdrawn('h')} as withdrawn from history h
      where item = $1 and ($2 or audience = 'everyone')
        and action <> all($6::text[])
        and ($3::timestamptz is null or (at, id) < ($3, $4::bigint))
      order by at desc, id desc limit $5`,
    parameters: [
      id,
      ctx.face === 'workspace',
      from?.at ?? null,
      from?.id ?? null,
      limit + 1,
      actionsKeptFrom(ctx, type),
    ],
  });
  const more = entries.length > limit;
  if (more) entries.pop();
  const last = entries.at(-1);
  const rows = entries.map((entry) => shown(ctx, type, entry));
  return {
    body: {
      rows,
      names: await lookUpNames(ctx, idsIn(type, entries)),
      next: more && last ? encodeCursor('history', `${last.at} ${last.id}`, id) : null,
    },
  };
}

/**
 * The portal says what happened, not by which request, nor in which version, whose gaps would tell of others between;
 * and no field that staff alone may read, once or now.
 */
function shown(ctx: Context, type: RecordType, { payload, request, origin, version, withdrawn, ...entry }: Entry): Row {
  const { changes, ...facts } = (payload ?? {}) as { changes?: Record<string, [unknown, unknown]> };
  const readableChanges = Object.entries(fieldByField(changes ?? {})).filter(([field]) => readable(ctx, type, field));
  const told = { changes: Object.fromEntries(readableChanges), facts: factsFor(ctx.face, facts) };
  const open = { ...entry, ...told, ...(payload ? {} : { erased: true }), ...(withdrawn ? { withdrawn } : {}) };
  return ctx.face === 'portal' ? open : { ...open, origin, request, version };
}

function idsIn(type: RecordType, entries: readonly Entry[]): string[] {
  const ids = new Set<string>();
  for (const { actor, payload } of entries) {
    if (actor) ids.add(actor);
    for (const [field, values] of Object.entries(fieldByField((payload?.['changes'] ?? {}) as Changes))) {
      if (fieldNamed(type, field)?.to) for (const value of values.flat()) if (typeof value === 'string') ids.add(value);
    }
  }
  return [...ids];
}

function place(cursor: string, item: string): { at: string; id: number } {
  const { at, entry, id } = decodeEntryCursor(cursor, 'history');
  if (id !== item) throw badCursor();
  return { at, id: entry };
}
