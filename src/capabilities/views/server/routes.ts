import { Type } from 'typebox';
import { bodyOf, textOf } from '#/capabilities/search/server/query.ts';
import { route } from '#/record/server/route.ts';
import type { Route } from '#/record/server/route.ts';
import { countViews } from './count-views.ts';
import { readViews } from './read-views.ts';
import { changeView, deleteView, saveView } from './save-view.ts';
import type { ShippedViews } from './shipped.ts';

const ofKind = Type.Object({ kind: Type.Optional(Type.String({ maxLength: 60 })) });

const settable = {
  filter: Type.Optional(Type.String({ maxLength: 4000 })),
  sort: Type.Optional(Type.Union([Type.String({ maxLength: 100 }), Type.Null()])),
  columns: Type.Optional(Type.Array(Type.String({ maxLength: 100 }), { maxItems: 50 })),
  shared: Type.Optional(Type.Boolean()),
  position: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
};

/** The routes of saved views; processes hand in the views that ship. */
export function viewRoutes(shipped: ShippedViews): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/views',
      faces: ['workspace'],
      rule: 'by-record',
      own: true,
      summary: 'The views of a kind of record: those that ship, the person’s own, and shared ones.',
      query: ofKind,
      handle: async (ctx, { query }) => ({ rows: await readViews(ctx, textOf(query['kind']), shipped) }),
    }),
    route({
      method: 'GET',
      path: '/views/counts',
      faces: ['workspace'],
      rule: 'by-record',
      own: true,
      summary: 'How many records each of those views lists, up to 1,000.',
      query: ofKind,
      handle: (ctx, { query }) => countViews(ctx, textOf(query['kind']), shipped),
    }),
    route({
      method: 'POST',
      path: '/views',
      faces: ['workspace'],
      rule: 'by-record',
      own: true,
      creates: true,
      summary: 'Saves a view of the person’s own; sharing it needs a permission.',
      body: Type.Object({ kind: Type.String(), name: Type.String(), ...settable }, { additionalProperties: false }),
      handle: (ctx, { body }) => saveView(ctx, bodyOf(body)),
    }),
    route({
      method: 'PATCH',
      path: '/views/:id',
      faces: ['workspace'],
      rule: 'by-record',
      own: true,
      summary: 'Renames a view of the person’s own, changes what it lists, its place, or who has it.',
      body: Type.Object({ name: Type.Optional(Type.String()), ...settable }, { additionalProperties: false }),
      handle: (ctx, { params, body }) => changeView(ctx, params['id'], bodyOf(body)),
    }),
    route({
      method: 'DELETE',
      path: '/views/:id',
      faces: ['workspace'],
      rule: 'by-record',
      own: true,
      summary: 'Deletes a view of the person’s own.',
      handle: (ctx, { params }) => deleteView(ctx, params['id']),
    }),
  ];
}
