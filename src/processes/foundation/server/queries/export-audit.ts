import { Readable } from 'node:stream';
import { writeCsv } from '#/platform/tabular/write-csv.ts';
import type { OutputCell } from '#/platform/tabular/write.ts';
import type { Context } from '#/record/server/context.ts';
import type { FileAnswer } from '#/record/server/route.ts';
import type { Named } from '#/record/shared/named.ts';
import { readAudit } from './audit.ts';
import type { AuditQuery } from './audit.ts';

const columns = [
  'at',
  'actor',
  'kind',
  'number',
  'title',
  'action',
  'field',
  'before',
  'after',
  'facts',
  'origin',
  'request',
  'entry',
];

/** The audit as CSV: a line for each field that changed, so that it can be filtered in a spreadsheet. */
export function exportAudit(ctx: Context, query: Omit<AuditQuery, 'cursor' | 'limit'>): FileAnswer {
  return {
    file: Readable.from(
      writeCsv(
        columns.map((key) => ({ key, label: key })),
        linesOf(ctx, query),
      ),
      { objectMode: false },
    ),
    name: `audit-${new Date(ctx.now).toISOString().slice(0, 10)}.csv`,
    mediaType: 'text/csv',
  };
}

async function* linesOf(
  ctx: Context,
  query: Omit<AuditQuery, 'cursor' | 'limit'>,
): AsyncGenerator<Record<string, OutputCell>> {
  let cursor: string | undefined;
  do {
    const page = await readAudit(ctx, { ...query, limit: 500, cursor });
    for (const { id, at, kind, action, item, actor, origin, request, changes, facts, erased } of page.rows) {
      const named = page.names[item];
      const line = {
        at,
        actor: actor === null ? '' : (page.names[actor]?.title ?? actor),
        kind,
        number: named?.number ?? item,
        title: named?.title ?? '',
        action,
        facts: erased ? 'erased' : Object.keys(facts).length > 0 ? JSON.stringify(facts) : '',
        origin,
        request: request ?? '',
        entry: id,
      };
      const fields = Object.entries(changes);
      if (fields.length === 0) yield line;
      for (const [field, [before, after]] of fields) {
        yield { ...line, field, before: said(before, page.names), after: said(after, page.names) };
      }
    }
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
}

function said(value: unknown, names: Record<string, Named>): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return names[value]?.title ?? value;
  return typeof value === 'object' ? JSON.stringify(value) : String(value as number | boolean);
}
