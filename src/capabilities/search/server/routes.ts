import { Type } from 'typebox';
import { route } from '#/record/server/route.ts';
import type { Route } from '#/record/server/route.ts';
import { numberOf, textOf } from './query.ts';
import { searchPeople } from './search-people.ts';
import type { PortalSource } from './search-portal.ts';
import { searchPortal } from './search-portal.ts';
import { searchRecords } from './search-records.ts';

const asked = Type.Object({
  q: Type.Optional(Type.String({ maxLength: 500 })),
  limit: Type.Optional(Type.Integer({ minimum: 1 })),
});

/** The routes of search; processes hand in what else the portal's search finds. */
export function searchRoutes(sources: readonly PortalSource[]): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/search',
      faces: ['workspace', 'portal'],
      rule: 'by-record',
      summary: 'Records of any kind by number or words; on the portal what it offers and what the person follows.',
      query: asked,
      handle(ctx, { query }) {
        const search = textOf(query['q']) ?? '';
        const limit = numberOf(query['limit'], 'limit', 12, 1, 50);
        return ctx.face === 'portal' ? searchPortal(ctx, sources, search, limit) : searchRecords(ctx, search, limit);
      },
    }),
    route({
      method: 'GET',
      path: '/search/people',
      faces: ['workspace'],
      rule: 'by-record',
      summary: 'People by the beginning of a name, an e-mail address or a telephone number.',
      query: asked,
      handle: (ctx, { query }) =>
        searchPeople(ctx, textOf(query['q']) ?? '', numberOf(query['limit'], 'limit', 10, 1, 50)),
    }),
  ];
}
