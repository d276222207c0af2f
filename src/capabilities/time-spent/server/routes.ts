import { Type } from 'typebox';
import { findItem } from '#/capabilities/search/server/find-item.ts';
import { bodyOf } from '#/capabilities/search/server/query.ts';
import { perform } from '#/record/server/commit/perform.ts';
import type { Context } from '#/record/server/context.ts';
import { route } from '#/record/server/route.ts';
import type { Route } from '#/record/server/route.ts';
import { readTime } from './read-time.ts';

async function change(ctx: Context, id: string | undefined, action: string, input: Record<string, unknown>) {
  const item = await findItem(ctx, id);
  await perform(ctx, item.kind, action, item.id, input);
  return readTime(ctx, item.id);
}

export const timeSpentRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/items/:id/time',
    faces: ['workspace'],
    rule: 'by-record',
    summary: 'The time spent on a record, and its sum in minutes.',
    handle: (ctx, { params }) => readTime(ctx, params['id']),
  }),
  route({
    method: 'POST',
    path: '/items/:id/time',
    faces: ['workspace'],
    rule: 'by-record',
    creates: true,
    summary: 'Writes down time of one’s own.',
    body: Type.Object(
      {
        minutes: Type.Integer(),
        comment: Type.Optional(Type.Union([Type.String(), Type.Null()])),
        on: Type.Optional(Type.Union([Type.String(), Type.Null()])),
      },
      { additionalProperties: false },
    ),
    handle: (ctx, { params, body }) => change(ctx, params['id'], 'log-time', bodyOf(body)),
  }),
  route({
    method: 'DELETE',
    path: '/items/:id/time/:entry',
    faces: ['workspace'],
    rule: 'by-record',
    summary: 'Takes back time that one wrote down oneself.',
    handle: (ctx, { params }) => change(ctx, params['id'], 'remove-time', { entry: params['entry'] }),
  }),
];
