import { findItem } from '#/capabilities/search/server/find-item.ts';
import { route } from '#/record/server/route.ts';
import type { Route } from '#/record/server/route.ts';
import { explain } from './explain.ts';
import type { CalendarOf } from './rules.ts';
import { readClocks, readPromises } from './read-clocks.ts';

const both = ['workspace', 'portal'] as const;

/** The routes of clocks; whoever keeps the calendars hands in how one is come by. */
export function clockRoutes(calendarOf: CalendarOf): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/items/:id/clocks',
      faces: both,
      rule: 'by-record',
      summary: 'The clocks of a record as of now; on the portal by when it was promised.',
      async handle(ctx, { params }) {
        const item = await findItem(ctx, params['id']);
        const clocks =
          ctx.face === 'portal' ? await readPromises(ctx, item.id) : await readClocks(ctx, item.id, calendarOf);
        return { clocks };
      },
    }),
    route({
      method: 'GET',
      path: '/items/:id/clocks/:kind/explanation',
      faces: both,
      rule: 'by-record',
      summary: 'Why a clock shows what it shows: its spans with reasons, which add up to the time counted.',
      handle: (ctx, { params }) => explain(ctx, params['id'], params['kind'], calendarOf),
    }),
  ];
}
