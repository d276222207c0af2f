import { Type } from 'typebox';
import { numberOf, textOf } from '#/capabilities/search/server/query.ts';
import { route } from '#/record/server/route.ts';
import type { Route } from '#/record/server/route.ts';
import { readTimeline } from './timeline.ts';

export const historyRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/items/:id/timeline',
    faces: ['workspace', 'portal'],
    rule: 'by-record',
    summary: 'Messages and changes of a record of any kind as one list, newest first.',
    query: Type.Object({
      before: Type.Optional(Type.String({ maxLength: 500 })),
      limit: Type.Optional(Type.Integer({ minimum: 1 })),
    }),
    handle: (ctx, { params, query }) =>
      readTimeline(ctx, params['id'], {
        before: textOf(query['before']),
        limit: numberOf(query['limit'], 'limit', 50, 1, 200),
      }),
  }),
];
