import { route } from '#/record/server/route.ts';
import type { Route } from '#/record/server/route.ts';

/** What an administrator needs to add a field. */
export const customFieldRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/custom-fields/kinds',
    faces: ['workspace'],
    rule: { permission: 'configuration.read' },
    summary: 'The kinds of record that take fields of your own, and those that such a field may point at.',
    handle: async ({ kit }) => ({
      take: [...kit.types.values()]
        .filter(({ definition }) => definition.custom)
        .map(({ definition }) => definition.name),
      pointAt: [...kit.types.keys()],
    }),
  }),
];
