import { Type } from 'typebox';
import { findItem } from '#/capabilities/search/server/find-item.ts';
import { bodyOf } from '#/capabilities/search/server/query.ts';
import { perform } from '#/record/server/commit/perform.ts';
import type { Context } from '#/record/server/context.ts';
import { route } from '#/record/server/route.ts';
import type { Route } from '#/record/server/route.ts';
import { readWatchers } from './read-watchers.ts';

const both = ['workspace', 'portal'] as const;

async function change(ctx: Context, id: string | undefined, action: string, input: Record<string, unknown> = {}) {
  const item = await findItem(ctx, id);
  await perform(ctx, item.kind, action, item.id, input);
  return readWatchers(ctx, item.id);
}

export const watcherRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/items/:id/watchers',
    faces: both,
    rule: 'by-record',
    summary: 'Who watches a record; on the portal only whether one does oneself.',
    handle: (ctx, { params }) => readWatchers(ctx, params['id']),
  }),
  route({
    method: 'POST',
    path: '/items/:id/watch',
    faces: both,
    rule: 'by-record',
    repeatable: true,
    summary: 'Watches a record oneself.',
    handle: (ctx, { params }) => change(ctx, params['id'], ctx.face === 'portal' ? 'follow' : 'watch'),
  }),
  route({
    method: 'DELETE',
    path: '/items/:id/watch',
    faces: both,
    rule: 'by-record',
    repeatable: true,
    summary: 'Watches a record no longer.',
    handle: (ctx, { params }) => change(ctx, params['id'], ctx.face === 'portal' ? 'unfollow' : 'unwatch'),
  }),
  route({
    method: 'POST',
    path: '/items/:id/watchers',
    faces: ['workspace'],
    rule: 'by-record',
    summary: 'Lets somebody else watch a record.',
    body: Type.Object({ person: Type.String() }, { additionalProperties: false }),
    handle: (ctx, { params, body }) => change(ctx, params['id'], 'add-watcher', bodyOf(body)),
  }),
  route({
    method: 'DELETE',
    path: '/items/:id/watchers/:person',
    faces: ['workspace'],
    rule: 'by-record',
    summary: 'Takes somebody off the watchers of a record.',
    handle: (ctx, { params }) => change(ctx, params['id'], 'remove-watcher', { person: params['person'] }),
  }),
];
