import { Readable } from 'node:stream';
import { Type } from 'typebox';
import type { Static } from 'typebox';
import { Refusal, message } from '#/base/refusal.ts';
import { allOf, anyOf } from '#/engines/filter/ast.ts';
import type { Filter } from '#/engines/filter/ast.ts';
import { writeCsv } from '#/platform/tabular/write-csv.ts';
import { writeJsonl } from '#/platform/tabular/write-jsonl.ts';
import { writeXlsx } from '#/platform/tabular/write-xlsx.ts';
import type { Column, OutputCell } from '#/platform/tabular/write.ts';
import type { Texts } from '#/platform/text/texts.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import type { Context } from '#/record/server/context.ts';
import type { RecordType } from '#/record/server/kit.ts';
import { grantsFor } from '#/record/server/permission.ts';
import { readable } from '#/record/server/read/columns.ts';
import { largestPage, listRecords } from '#/record/server/read/list.ts';
import type { ListQuery } from '#/record/server/read/list.ts';
import { namesOf } from '#/record/server/read/names.ts';
import { valueIn } from '#/record/shared/own-fields.ts';
import type { Named } from '#/record/shared/named.ts';
import type { Answer, Call } from '../route.ts';
import { labelOf } from './label.ts';
import { readSelection, selectionQuery } from './list.ts';
import { typeOf } from './type-of.ts';

export const exportQuery = Type.Object({
  ...selectionQuery,
  format: Type.Union([Type.Literal('csv'), Type.Literal('xlsx'), Type.Literal('jsonl')]),
});

const mediaTypes = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  jsonl: 'application/jsonl; charset=utf-8',
} as const;

/**
 * `GET /{plural}/export`: every record that the caller may see and export under the query, streamed page by page, so that a
 * million rows need no more memory than two hundred. CSV and XLSX name what is referred to; JSONL has ids.
 */
export function exported(texts: Texts) {
  return async ({ ctx, params, query }: Call): Promise<Answer> => {
    const type = await typeOf(ctx, params['plural'], ctx.face);
    const may = mayExport(ctx, type);
    const { format, ...asked } = query as Static<typeof exportQuery>;
    const selected = await readSelection(ctx, type, asked);
    const selection = {
      ...selected,
      filter: may && selected.filter ? allOf([may, selected.filter]) : (may ?? selected.filter ?? null),
    };
    const columns = columnsOf(ctx, type, selection.fields, texts);
    // The first page is read before anything is sent: what is refused is refused with a status.
    const pages = pagesOf(ctx, type, { ...selection, fields: columns.map(({ key }) => key) });
    const first = await pages.next();
    const rows = cellsOf(ctx, type, first, pages, format !== 'jsonl');
    const pieces =
      format === 'csv'
        ? writeCsv(columns, rows)
        : format === 'xlsx'
          ? writeXlsx(columns, rows, { sheet: type.definition.plural })
          : writeJsonl(columns, rows);
    return {
      stream: Readable.from(pieces, { objectMode: false }),
      headers: {
        'content-type': mediaTypes[format],
        'content-disposition': `attachment; filename="${type.definition.plural}.${format}"`,
      },
    };
  };
}

/**
 * Which records the caller may export, of those that they see: under what conditions the right was given; null for all.
 * Refuses who has no such right.
 */
function mayExport(ctx: Context, type: RecordType): Filter | null {
  const needed = exportPermission(ctx, type);
  if (needed === null) return null;
  const given = grantsFor(ctx.actor, needed);
  if (!given) throw new Refusal('forbidden', message('refusal.forbidden', { permission: needed }));
  return given.includes(null) ? null : anyOf(given.filter((filter) => filter !== null));
}

/** Configuration may be exported by who reads it; cases by who was given the right; on the portal by who follows them. */
function exportPermission(ctx: Context, { definition }: RecordType): string | null {
  if (ctx.face === 'portal' || definition.configuration) return null;
  return `${definition.read.split('.', 1)[0]}.export`;
}

function columnsOf(ctx: Context, type: RecordType, fields: readonly string[] | undefined, texts: Texts): Column[] {
  const all = [...type.columns, ...type.own].map(({ field }) => field);
  const chosen = fields ?? all.filter((field) => field !== 'id' && field !== 'custom');
  return chosen
    .filter((field) => readable(ctx, type, field))
    .map((key) => ({ key, label: labelOf(texts, ctx.actor.language, type, key) }));
}

async function* pagesOf(ctx: Context, type: RecordType, query: ListQuery): AsyncGenerator<Row[], undefined> {
  let cursor: string | null | undefined;
  do {
    const page = await listRecords(ctx, type, { ...query, limit: largestPage, ...(cursor ? { cursor } : {}) });
    yield page.rows;
    cursor = page.next;
  } while (cursor);
  return undefined;
}

async function* cellsOf(
  ctx: Context,
  type: RecordType,
  first: IteratorResult<Row[], undefined>,
  rest: AsyncGenerator<Row[], undefined>,
  named: boolean,
): AsyncGenerator<Record<string, OutputCell>> {
  for (let page = first; !page.done; page = await rest.next()) {
    const names = named ? await namesOf(ctx, type, page.value) : {};
    for (const row of page.value) {
      const cells: Record<string, OutputCell> = {};
      for (const [field, value] of Object.entries(row)) cells[field] = cellOf(value, names, named);
      for (const { field } of type.own) cells[field] = cellOf(valueIn(row, field) ?? null, names, named);
      yield cells;
    }
  }
}

function cellOf(value: unknown, names: Record<string, Named>, named: boolean): OutputCell {
  if (!named) return value as OutputCell;
  if (Array.isArray(value)) return value.map((entry) => names[String(entry)]?.title ?? String(entry)).join(', ');
  if (typeof value === 'string') return names[value]?.title ?? value;
  if (value !== null && typeof value === 'object') return JSON.stringify(value);
  return value as OutputCell;
}
