import { personOf } from '#/capabilities/search/server/query.ts';
import { readOwn } from '#/capabilities/search/server/staff-pool.ts';
import type { Context } from '#/record/server/context.ts';
import { contextOf } from './context-of.ts';

/** A draft; `body` is whatever its composer keeps. */
export interface Draft {
  context: string;
  body: unknown;
  /** When it was last saved, ISO 8601; null: there is none. */
  at: string | null;
}

/** The person's own draft of a composer. */
export async function readDraft(ctx: Context, context: string | undefined): Promise<Draft> {
  const name = contextOf(context);
  const [row] = await readOwn<Draft>(ctx, {
    sql: 'select context, body, at from draft where person = $1 and context = $2',
    parameters: [personOf(ctx), name],
  });
  return row ?? { context: name, body: null, at: null };
}

/** Where the person has drafts, newest first; at most 200. */
export async function readDrafts(ctx: Context): Promise<{ rows: Pick<Draft, 'context' | 'at'>[] }> {
  const rows = await readOwn<Pick<Draft, 'context' | 'at'>>(ctx, {
    sql: 'select context, at from draft where person = $1 order by at desc limit 200',
    parameters: [personOf(ctx)],
  });
  return { rows };
}
