import type { Texts } from '#/platform/text/texts.ts';
import { endUndo, rowsToUndo, undoRow } from '#/capabilities/bulk/server/undo-run.ts';
import { expected } from '../database-errors.ts';
import type { Answer, Call } from '../route.ts';
import { refusedRow } from './bulk.ts';
import type { RowResult } from './bulk.ts';

/**
 * `POST /bulk-runs/{id}/undo`: takes a change of many back, each record in a transaction of its own. From which somebody
 * has gone on stays, with the reason; sent again, those are tried again, and no other.
 */
export function undoBulk(texts: Texts) {
  return async ({ ctx, params, request }: Call): Promise<Answer> => {
    const changed = await rowsToUndo(ctx, params['id']);
    const rows: RowResult[] = [];
    for (const row of changed) {
      ctx.request.signal?.throwIfAborted();
      try {
        const { id, number, state, version } = await undoRow(ctx, row);
        rows.push({ id, ok: true, number, state, version });
      } catch (error) {
        rows.push(refusedRow(row.item, expected(ctx.kit, error), texts, String(request.id), ctx));
      }
    }
    await endUndo(ctx, changed[0]?.run ?? '');
    return { body: { rows, done: rows.filter(({ ok }) => ok).length } };
  };
}
