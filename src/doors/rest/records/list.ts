import { Type } from 'typebox';
import type { Static } from 'typebox';
import { Refusal, message } from '#/base/refusal.ts';
import type { Context } from '#/record/server/context.ts';
import type { RecordType } from '#/record/server/kit.ts';
import { answerable } from '#/record/server/read/columns.ts';
import { countRecords, listRecords } from '#/record/server/read/list.ts';
import { whileTyping } from '#/record/server/read/search.ts';
import type { ListQuery } from '#/record/server/read/list.ts';
import type { Answer, Call } from '../route.ts';
import { readFilter } from './read-filter.ts';
import { typeOf } from './type-of.ts';

/** What narrows a list. */
export const selectionQuery = {
  filter: Type.Optional(Type.String({ description: 'Conditions in the filter language', maxLength: 4000 })),
  search: Type.Optional(
    Type.String({ description: 'Words to find, diacritics aside; `print*` finds what begins so', maxLength: 500 }),
  ),
  sort: Type.Optional(Type.String({ description: 'A field, with - before it for descending', maxLength: 80 })),
  fields: Type.Optional(Type.String({ description: 'Fields to answer with, separated by commas', maxLength: 2000 })),
};

export const listQuery = Type.Object({
  ...selectionQuery,
  limit: Type.Optional(Type.Integer({ description: 'Rows of a page: 50 unless said, 200 at most', minimum: 1 })),
  cursor: Type.Optional(Type.String({ description: 'Where the page before ended', maxLength: 2000 })),
  count: Type.Optional(Type.Boolean({ description: 'Whether to count all rows (up to 10,000)' })),
});

/** The part of a query that says which records, and in which order. */
export async function readSelection(
  ctx: Context,
  type: RecordType,
  query: { filter?: string; search?: string; sort?: string; fields?: string },
): Promise<ListQuery> {
  const { filter, words } = await readFilter(ctx, type, query.filter);
  const fields = query.fields?.split(',').map((field) => field.trim());
  const known = new Set([...type.columns, ...type.own].map(({ field }) => field));
  for (const field of fields ?? []) {
    if (!known.has(field) || !answerable(ctx, type, field)) {
      throw new Refusal('bad-request', message('refusal.unknown-field', { field }));
    }
  }
  return {
    filter,
    search: [query.search ?? '', whileTyping(words)].join(' ').trim(),
    ...(query.sort === undefined ? {} : { sort: query.sort }),
    ...(fields ? { fields } : {}),
  };
}

/** `GET /{plural}`: one page of the records that the caller may see. */
export async function list({ ctx, params, query }: Call): Promise<Answer> {
  const type = await typeOf(ctx, params['plural'], ctx.face);
  const { limit, cursor, count, ...asked } = query as Static<typeof listQuery>;
  const selection = await readSelection(ctx, type, asked);
  const [{ rows, names, next }, total] = await Promise.all([
    listRecords(ctx, type, {
      ...selection,
      named: true,
      ...(limit === undefined ? {} : { limit }),
      ...(cursor === undefined ? {} : { cursor }),
    }),
    count === true ? countRecords(ctx, type, selection) : undefined,
  ]);
  return { body: { rows, names, next, ...(total === undefined ? {} : { count: total }) } };
}
