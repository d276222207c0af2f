import { route } from '#/record/server/route.ts';
import type { Route } from '#/record/server/route.ts';
import { readRuns } from './read-runs.ts';

export const bulkRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/bulk-runs',
    faces: ['workspace'],
    rule: { permission: 'bulk.run' },
    own: true,
    summary: 'The person’s own changes of many records, newest first: what, how many, and whether it was taken back.',
    handle: async (ctx) => ({ rows: await readRuns(ctx) }),
  }),
];
