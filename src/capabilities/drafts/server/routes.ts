import { Type } from 'typebox';
import { bodyOf } from '#/capabilities/search/server/query.ts';
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
    summary: 'Keeps what has been typed; the last one to write wins.',
    body: Type.Object({ body: Type.Unknown() }, { additionalProperties: false }),
    handle: (ctx, { params, body }) => saveDraft(ctx, params['context'], bodyOf(body)['body']),
  }),
  route({
    method: 'DELETE',
    path: '/drafts/:context',
    faces: both,
    rule: 'signed-in',
    repeatable: true,
    summary: 'Throws a draft away: it was sent, or is not wanted any more.',
    handle: (ctx, { params }) => discardDraft(ctx, params['context']),
  }),
];
