import { Type } from 'typebox';
import { findItem } from '#/capabilities/search/server/find-item.ts';
import { bodyOf } from '#/capabilities/search/server/query.ts';
import { perform } from '#/record/server/commit/perform.ts';
import type { Context } from '#/record/server/context.ts';
import { route } from '#/record/server/route.ts';
import type { Route } from '#/record/server/route.ts';
import { linkKinds } from './capability.ts';
import { readLinks } from './read-links.ts';

async function change(ctx: Context, id: string | undefined, action: string, input: Record<string, unknown>) {
  const item = await findItem(ctx, id);
  await perform(ctx, item.kind, action, item.id, input);
  return readLinks(ctx, item.id);
}

export const linkRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/items/:id/links',
    faces: ['workspace'],
    rule: 'by-record',
    summary: 'The links of a record in both directions, to records that the person may see.',
    handle: (ctx, { params }) => readLinks(ctx, params['id']),
  }),
  route({
    method: 'POST',
    path: '/items/:id/links',
    faces: ['workspace'],
    rule: 'by-record',
    creates: true,
    summary: 'Links a record to another one, named by its number.',
    body: Type.Object(
      { number: Type.String(), kind: Type.Optional(Type.Union(linkKinds.map((kind) => Type.Literal(kind)))) },
      { additionalProperties: false },
    ),
    handle: (ctx, { params, body }) => change(ctx, params['id'], 'link', bodyOf(body)),
  }),
  route({
    method: 'DELETE',
    path: '/items/:id/links/:link',
    faces: ['workspace'],
    rule: 'by-record',
    summary: 'Takes a link away, from either of its ends.',
    handle: (ctx, { params }) => change(ctx, params['id'], 'unlink', { link: params['link'] }),
  }),
];
