import { Type } from 'typebox';
import { bodyOf, textOf } from '#/capabilities/search/server/query.ts';
import { route } from '#/record/server/route.ts';
import type { Route } from '#/record/server/route.ts';
import { discardDraft } from './discard.ts';
import { readDraft, readDrafts } from './read.ts';
import { saveDraft } from './save.ts';

const both = ['workspace', 'portal'] as const;

export const draftRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/drafts',
    faces: both,
    rule: 'signed-in',
    summary: 'What the person has typed and not sent, newest first, without the texts.',
    handle: (ctx) => readDrafts(ctx),
  }),
  route({
    method: 'GET',
    path: '/drafts/:context',
    faces: both,
    rule: 'signed-in',
    summary: 'The person’s own draft of a composer; body and at are null where there is none.',
    handle: (ctx, { params }) => readDraft(ctx, params['context']),
  }),
  route({
    method: 'PUT',
    path: '/drafts/:context',
    faces: both,
    rule: 'signed-in',
    repeatable: true,
    summary:
      'Keeps what has been typed over the draft that was `seen` (its `at`; null: none). Over a newer one that was not seen nothing is saved: 409, with the newer one as `current`.',
    body: Type.Object(
      { body: Type.Unknown(), seen: Type.Optional(Type.Union([Type.String({ format: 'date-time' }), Type.Null()])) },
      { additionalProperties: false },
    ),
    handle: (ctx, { params, body }) =>
      saveDraft(ctx, params['context'], bodyOf(body)['body'], (bodyOf(body)['seen'] as string | undefined) ?? null),
  }),
  route({
    method: 'DELETE',
    path: '/drafts/:context',
    faces: both,
    rule: 'signed-in',
    repeatable: true,
    summary: 'Throws a draft away: it was sent, or is not wanted any more. With `seen` only the draft of that instant.',
    query: Type.Object({ seen: Type.Optional(Type.String({ format: 'date-time' })) }),
    handle: (ctx, { params, query }) => discardDraft(ctx, params['context'], textOf(query['seen']) ?? null),
  }),
];
