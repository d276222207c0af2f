import type { Kit } from '#/record/server/kit.ts';
import type { Texts } from '#/platform/text/texts.ts';
import type { Route } from '#/record/server/route.ts';
import type { Door } from './door.ts';
import { openApiDocument } from './openapi/document.ts';
import { apiVersion } from './openapi/route.ts';
import { routeTable } from './table.ts';
import { permissionOf, writtenOut } from './written-route.ts';
import type { WrittenRoute } from './written-route.ts';
import type { DoorRoute } from './route.ts';

/** The table without a server: for what is derived from it. Its handlers are never called. */
export function tableFor(kit: Kit, texts: Texts, routes: readonly Route[]): DoorRoute[] {
  return routeTable({ kit, texts, access: {}, settings: {} } as unknown as Door, routes);
}

/** `openapi.json` */
export function openApiText(table: readonly DoorRoute[], kit: Kit): string {
  return `${JSON.stringify(openApiDocument(table, kit, apiVersion), null, 1)}\n`;
}

/** `permissions.md`: every route with who may call it, for a person to read. */
export function permissionsText(table: readonly DoorRoute[], kit: Kit): string {
  const line = (entry: WrittenRoute) =>
    `| ${entry.method} | \`${entry.path}\` | ${entry.rule} | ${permissionOf(entry, kit)} |`;
  const lines = (face: string) =>
    writtenOut(table, kit)
      .filter((entry) => entry.face === face)
      .toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.method < b.method ? -1 : 1))
      .map(line);
  const head = ['| method | path | rule | permission |', '|---|---|---|---|'];
  return `${[
    '# Who may call what',
    '',
    'Derived from the routes (`node tools/derive.ts`); read it as a diff. Every path stands below `/api/v1`.',
    '',
    '- **public**: anybody. **signed-in**: everybody with a session, for their own things; an API key needs a scope that',
    '  covers the name in the last column (`drafts.read`, `drafts.*` or `*`).',
    '- **by-record**: the permission is held on the record itself; what one may not see is not found.',
    '- a permission: held for at least some records.',
    '',
    '## Workspace',
    '',
    ...head,
    ...lines('workspace'),
    '',
    '## Portal',
    '',
    ...head,
    ...lines('portal'),
  ].join('\n')}\n`;
}
