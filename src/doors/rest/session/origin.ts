import type { FastifyRequest } from 'fastify';
import type { Origin } from '#/processes/foundation/server/api.ts';
import { deviceCookieName } from '#/processes/foundation/server/api.ts';
import type { Door } from '../door.ts';
import { cookieNamed } from '../gate.ts';

/** Where a request to identity and access comes from. */
export function originOf(door: Door, request: FastifyRequest): Origin {
  return {
    address: request.ip,
    agent: request.headers['user-agent'],
    device: cookieNamed(request, deviceCookieName(door.settings.publicUrl)),
    request: { id: String(request.id), origin: 'web', signal: request.stop.signal },
    now: door.now(),
  };
}
