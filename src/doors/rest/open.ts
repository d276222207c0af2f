import multipart from '@fastify/multipart';
import type { FastifyInstance } from 'fastify';
import { RateLimit } from '#/platform/http/rate-limit.ts';
import type { Route } from '#/record/server/route.ts';
import type { Door, Rates } from './door.ts';
import { mount } from './mount.ts';
import type { DoorRoute } from './route.ts';
import { routeTable } from './table.ts';

/** Hangs the REST door into a server; returns its table of routes. */
export async function openRest(app: FastifyInstance, door: Door, declared: readonly Route[]): Promise<DoorRoute[]> {
  app.decorateRequest('caller', null);
  app.decorateRequest('hurry', null as unknown as () => void);
  app.decorateRequest('presumed', null);
  app.decorateRequest('counted', null);
  app.decorateRequest('unhurry', null as unknown as () => void);
  await app.register(multipart);
  const table = routeTable(door, declared);
  for (const route of table) mount(app, door, route);
  return table;
}

/**
 * The limits: `perMinute` for a person or a key, and twice that for all who are not signed in at one address: a whole
 * office may stand behind it, and what they can do is cheap or has a limit of its own. Who is signed in is counted as
 * themselves alone, so that nobody at the same address can hold them up.
 */
export function openRates(perMinute: number): Rates {
  const routes = new Map<string, RateLimit>();
  return {
    person: new RateLimit(perMinute),
    address: new RateLimit(perMinute * 2),
    route(path, limit) {
      const name = `${path} ${limit}`;
      let found = routes.get(name);
      if (!found) routes.set(name, (found = new RateLimit(limit)));
      return found;
    },
  };
}
