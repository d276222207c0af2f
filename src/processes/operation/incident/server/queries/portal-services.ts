import { Parameters } from '#/platform/database/build.ts';
import type { PortalHit, PortalSource } from '#/capabilities/search/server/search-portal.ts';
import type { Context } from '#/record/server/context.ts';
import { runRead } from '#/record/server/context.ts';
import { whileTyping, wordsOf } from '#/record/server/read/search.ts';

/** The services that are offered on the portal, as something that its search finds. */
export const portalServices: PortalSource = {
  kind: 'service',
  async find(ctx, search, limit) {
    const words = wordsOf(whileTyping(search), 'portal');
    if (words === '') return [];
    const parameters = new Parameters();
    return runRead(ctx, {
      sql: `select id, number, name as title, left(description, 300) as text from service
        where on_portal and state = 'active' and search @@ ${parameters.value(words)}::tsquery
        order by criticality, mainstay_fold(name), id limit ${parameters.value(limit)}`,
      parameters: parameters.values,
    });
  },
};

/** The services that are offered on the portal, the most important first; at most 200. */
export function offeredServices(ctx: Context): Promise<Omit<PortalHit, 'kind'>[]> {
  return runRead(ctx, {
    sql: `select id, number, name as title, left(description, 300) as text from service
      where on_portal and state = 'active' order by criticality, mainstay_fold(name), id limit 200`,
    parameters: [],
  });
}
