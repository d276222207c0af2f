import { Type } from 'typebox';
import { route } from '../route.ts';
import type { Route } from '../route.ts';
import { dropJob, parkedJobs, redriveJob } from './parked.ts';

const common = { faces: ['workspace'], rule: { permission: 'jobs.manage' } } as const;

/** The parking list: reactions that kept failing. */
export const parkedRoutes: readonly Route[] = [
  route({
    ...common,
    method: 'GET',
    path: '/parked-jobs',
    summary: 'Reactions that kept failing and wait for a person, or those that were dealt with.',
    query: Type.Object({ which: Type.Optional(Type.Union([Type.Literal('waiting'), Type.Literal('done')])) }),
    handle: (ctx, { query }) => parkedJobs(ctx, query['which'] === 'done' ? 'done' : 'waiting'),
  }),
  route({
    ...common,
    method: 'POST',
    path: '/parked-jobs/:id/redrive',
    summary: 'Tries a reaction again, as it was or with the data of its event mended.',
    body: Type.Object(
      { payload: Type.Optional(Type.Record(Type.String(), Type.Unknown())) },
      { additionalProperties: false },
    ),
    async handle(ctx, { params, body }) {
      const { payload } = (body ?? {}) as { payload?: Record<string, unknown> };
      await redriveJob(ctx, params['id'] ?? '', payload);
      return {};
    },
  }),
  route({
    ...common,
    method: 'POST',
    path: '/parked-jobs/:id/drop',
    summary: 'Lets a failed reaction go: what it would have done stays undone.',
    async handle(ctx, { params }) {
      await dropJob(ctx, params['id'] ?? '');
      return {};
    },
  }),
];
