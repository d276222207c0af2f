import type { Route } from '#/record/server/route.ts';
import { accountRoutes } from './session/account-routes.ts';
import { adaptRoutes } from './adapt.ts';
import type { Door } from './door.ts';
import { liveRoutes } from './live/routes.ts';
import { openApiRoute } from './openapi/route.ts';
import { recordRoutes } from './records/routes.ts';
import type { DoorRoute } from './route.ts';
import { ownRoutes } from './session/own-routes.ts';
import { sessionRoutes } from './session/routes.ts';

/** Every route of the door, as it is mounted. `declared`: those that processes and capabilities bring. */
export function routeTable(door: Door, declared: readonly Route[]): DoorRoute[] {
  const routes = [
    ...sessionRoutes(door),
    ...ownRoutes(door),
    ...accountRoutes(door),
    ...(['workspace', 'portal'] as const).flatMap((face) => [
      ...liveRoutes(door, face),
      ...recordRoutes(door.texts, face),
    ]),
    ...adaptRoutes(declared),
  ];
  const table: DoorRoute[] = [...routes, openApiRoute(door, () => table)];
  const seen = new Set<string>();
  for (const { method, path } of table) {
    const name = `${method} ${path.replaceAll(/:\w+/g, ':')}`;
    if (seen.has(name)) throw new Error(`two routes are called ${method} ${path}`);
    seen.add(name);
  }
  const taken = new Set(table.map(({ path }) => path.split('/')[1] ?? ''));
  for (const plural of door.kit.byPlural.keys()) {
    // `/incidents/:id/context` beside the derived routes is fine; a plural called `session` would be hidden.
    if (taken.has(plural) && table.some(({ path }) => path === `/${plural}`))
      throw new Error(`${plural} is a route already`);
  }
  return table;
}
