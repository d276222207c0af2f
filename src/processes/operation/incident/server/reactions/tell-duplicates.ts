import { tell } from '#/capabilities/notifications/server/tell.ts';
import type { ReactionHandler } from '#/record/server/after/react.ts';
import { incidentEvents } from '#/processes/operation/incident/shared/events.ts';
import { duplicatesOf, isSolved } from '../duplicates.ts';
import { circleOf } from './circle.ts';

/**
 * Tells whoever reported or follows a duplicate when the case that it is a duplicate of is solved, or ends without a
 * solution: each about their own case, and nothing else of the other one. Who is told of that one itself hears of it once.
 */
export const tellDuplicates: ReactionHandler = {
  name: 'incident.tell-duplicates',
  on: ['incident.resolved', 'incident.cancelled'],
  async handle(ctx, event) {
    const { origin, announced } = event.payload;
    if (event.kind !== 'incident' || origin === 'import' || origin === 'demo') return;
    const [cancelled] = incidentEvents.heard(announced, 'incident.cancelled');
    // A duplicate of a third case: whoever waited for this one waits for that one now.
    if (cancelled?.duplicateOf) return;
    const rows = await duplicatesOf(ctx, event.item);
    if (rows.length === 0) return;
    const kind = (await isSolved(ctx, event.item)) ? 'duplicate-solved' : 'duplicate-dropped';
    const own = await circleOf(ctx, event.item, event.payload.facts);
    const heard = new Set([event.actor, ...(own ? [...own.users, ...own.watchers] : [])]);
    for (const { id } of rows) {
      const circle = await circleOf(ctx, id);
      if (!circle || circle.demo) continue;
      const people = [...circle.users, ...circle.watchers].filter((person) => !heard.has(person));
      await tell(ctx, { kind: 'incident', item: id, event: event.id, by: null }, [{ kind, people, letter: { kind } }]);
    }
  },
};
