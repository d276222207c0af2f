import { Type } from 'typebox';
import { bodyOf, numberOf, textOf } from '#/capabilities/search/server/query.ts';
import { isId } from '#/platform/ids.ts';
import { message, Refusal } from '#/base/refusal.ts';
import { route } from '#/record/server/route.ts';
import type { Route } from '#/record/server/route.ts';
import { listMails, sendAgain } from './outgoing.ts';
import { markRead } from './mark-read.ts';
import { choosePreference, readPreferences } from './preferences.ts';
import { countUnread, readInbox } from './read-inbox.ts';

const both = ['workspace', 'portal'] as const;

export const notificationRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/notifications',
    faces: both,
    rule: 'signed-in',
    summary: 'The person’s inbox, newest first.',
    query: Type.Object({
      unread: Type.Optional(Type.Boolean()),
      before: Type.Optional(Type.String({ maxLength: 36 })),
      limit: Type.Optional(Type.Integer({ minimum: 1 })),
    }),
    handle(ctx, { query }) {
      const before = textOf(query['before']);
      if (before !== undefined && !isId(before)) throw new Refusal('bad-request', message('refusal.bad-cursor'));
      const limit = numberOf(query['limit'], 'limit', 30, 1, 100);
      return readInbox(ctx, { unread: query['unread'] === true || query['unread'] === 'true', limit, before });
    },
  }),
  route({
    method: 'GET',
    path: '/notifications/count',
    faces: both,
    rule: 'signed-in',
    summary: 'How many notifications the person has not read, up to 100.',
    handle: (ctx) => countUnread(ctx),
  }),
  route({
    method: 'POST',
    path: '/notifications/read',
    faces: both,
    rule: 'signed-in',
    repeatable: true,
    summary: 'Marks some notifications, those about a record, or all of them, as read.',
    body: Type.Object(
      {
        ids: Type.Optional(Type.Array(Type.String(), { maxItems: 200 })),
        item: Type.Optional(Type.String({ maxLength: 36 })),
        all: Type.Optional(Type.Boolean()),
      },
      { additionalProperties: false },
    ),
    handle: (ctx, { body }) => markRead(ctx, bodyOf(body)),
  }),
  route({
    method: 'GET',
    path: '/notifications/preferences',
    faces: both,
    rule: 'signed-in',
    summary: 'What the person wants to hear of, in their inbox and by mail, and whether mail is sent at all.',
    handle: (ctx) => readPreferences(ctx),
  }),
  route({
    method: 'PUT',
    path: '/notifications/preferences',
    faces: both,
    rule: 'signed-in',
    repeatable: true,
    summary: 'Remembers where the person wants to hear of an event.',
    body: Type.Object(
      { event: Type.String({ maxLength: 60 }), inbox: Type.Boolean(), mail: Type.Boolean() },
      { additionalProperties: false },
    ),
    handle: (ctx, { body }) => choosePreference(ctx, bodyOf(body)),
  }),
  route({
    method: 'GET',
    path: '/mails',
    faces: ['workspace'],
    rule: { permission: 'jobs.manage' },
    summary: 'Mails that wait, failed or may not have arrived, newest first; without what they say.',
    query: Type.Object({ status: Type.Optional(Type.String({ maxLength: 20 })) }),
    handle: (ctx, { query }) => listMails(ctx, textOf(query['status'])),
  }),
  route({
    method: 'POST',
    path: '/mails/:id/send',
    faces: ['workspace'],
    rule: { permission: 'jobs.manage' },
    summary: 'Queues a mail again that failed or may not have arrived.',
    handle: (ctx, { params }) => sendAgain(ctx, params['id']),
  }),
];
