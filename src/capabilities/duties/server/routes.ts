import { message, notFound, Refusal } from '#/base/refusal.ts';
import { findItem } from '#/capabilities/search/server/find-item.ts';
import { holds } from '#/record/server/permission.ts';
import { route } from '#/record/server/route.ts';
import type { Route } from '#/record/server/route.ts';
import { dutiesOf } from './duties-of.ts';

export const dutyRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/items/:id/duties',
    faces: ['workspace'],
    rule: 'by-record',
    summary: 'How much hangs on a person or a group: open cases, tasks, groups, services. For whoever may retire them.',
    async handle(ctx, { params }) {
      const { id, kind, type } = await findItem(ctx, params['id']);
      const leaves = type.steps['retire'];
      if (!leaves?.input?.['handOver']) throw notFound();
      if (!holds(ctx.actor, leaves.may)) {
        throw new Refusal('forbidden', message('refusal.forbidden', { permission: leaves.may }));
      }
      return dutiesOf(ctx, { kind, id });
    },
  }),
];
