import type { Door } from '../door.ts';
import { publicRoute } from '../route.ts';
import type { DoorRoute } from '../route.ts';
import { openApiDocument } from './document.ts';

/** The version of the API; raised when something that clients rely on changes. */
export const apiVersion = '1.0.0';

/** `GET /openapi.json`: made when it is first asked for. */
export function openApiRoute(door: Pick<Door, 'kit'>, table: () => readonly DoorRoute[]): DoorRoute {
  let document: unknown;
  return publicRoute({
    method: 'GET',
    path: '/openapi.json',
    face: 'workspace',
    rule: 'public',
    tag: 'documentation',
    summary: 'This description',
    handle: async () => ({ body: (document ??= openApiDocument(table(), door.kit, apiVersion)) }),
  });
}
