import { Type } from 'typebox';
import { findItem } from '#/capabilities/search/server/find-item.ts';
import { perform } from '#/record/server/commit/perform.ts';
import { route } from '#/record/server/route.ts';
import type { Route } from '#/record/server/route.ts';
import { download, findAttachment, picture } from './download.ts';
import { attachmentsOf } from './read-attachments.ts';
import { upload } from './upload.ts';

const both = ['workspace', 'portal'] as const;

export const attachmentRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/items/:id/attachments',
    faces: both,
    rule: 'by-record',
    summary: 'The attachments of a record that the person may read, oldest first.',
    async handle(ctx, { params }) {
      const { id } = await findItem(ctx, params['id']);
      return { rows: await attachmentsOf(ctx, id) };
    },
  }),
  route({
    method: 'POST',
    path: '/items/:id/attachments',
    faces: both,
    rule: 'by-record',
    upload: true,
    creates: true,
    summary: 'Attaches a file to a record, or to one of one’s own messages on it.',
    query: Type.Object({
      name: Type.Optional(Type.String({ maxLength: 500 })),
      audience: Type.Optional(Type.Union([Type.Literal('everyone'), Type.Literal('staff')])),
      note: Type.Optional(Type.String({ maxLength: 36 })),
    }),
    handle: (ctx, request) => upload(ctx, request),
  }),
  route({
    method: 'GET',
    path: '/attachments/:id',
    faces: both,
    rule: 'by-record',
    summary: 'The content of an attachment, always as a download.',
    handle: (ctx, { params }) => download(ctx, params['id']),
  }),
  route({
    method: 'GET',
    path: '/attachments/:id/picture',
    faces: both,
    rule: 'by-record',
    summary: 'An attachment that is a picture (PNG, JPEG, GIF, WebP, up to 10 MB), to be shown in a page.',
    handle: (ctx, { params }) => picture(ctx, params['id']),
  }),
  route({
    method: 'DELETE',
    path: '/attachments/:id',
    faces: both,
    rule: 'by-record',
    summary: 'Takes an attachment away: by who attached it, or by an agent who works on the record.',
    async handle(ctx, { params }) {
      const { item, kind } = await findAttachment(ctx, params['id']);
      await perform(ctx, kind, 'remove-attachment', item, { attachment: params['id'] });
      return { id: params['id'] };
    },
  }),
];
