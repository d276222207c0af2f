import type { Face } from '#/record/server/context.ts';
import type { Texts } from '#/platform/text/texts.ts';
import { route } from '../route.ts';
import type { DoorRoute, GuardedRoute } from '../route.ts';
import { bulk, bulkBody } from './bulk.ts';
import { changes } from './change.ts';
import { definitionFor, definitions } from './definitions.ts';
import { exported, exportQuery } from './export.ts';
import { get } from './get.ts';
import { history, historyQuery } from './history.ts';
import { list, listQuery } from './list.ts';
import { undoBulk } from './undo-bulk.ts';

/**
 * The routes that every record type has, once for each face. They are few however many types there are: the type is
 * looked up by its plural.
 */
export function recordRoutes(texts: Texts, face: Face): DoorRoute[] {
  const at = (path: string) => `${face === 'portal' ? '/portal' : ''}${path}`;
  const { create, edit, step } = changes(texts);
  const common = { face, rule: 'by-record', tag: 'records' } as const;
  const routes: GuardedRoute[] = [
    {
      ...common,
      method: 'GET',
      path: at('/:plural'),
      generic: 'list',
      query: listQuery,
      summary: 'List',
      handle: list,
    },
    {
      ...common,
      method: 'POST',
      path: at('/:plural'),
      generic: 'create',
      status: 201,
      summary: 'Create',
      handle: create,
    },
    {
      ...common,
      method: 'GET',
      path: at('/:plural/export'),
      generic: 'export',
      query: exportQuery,
      unhurried: true,
      perMinute: 10,
      summary: 'Export as CSV, XLSX or JSON lines',
      handle: exported(texts),
    },
    { ...common, method: 'GET', path: at('/:plural/:id'), generic: 'get', summary: 'Read one', handle: get },
    { ...common, method: 'PATCH', path: at('/:plural/:id'), generic: 'edit', summary: 'Change fields', handle: edit },
    {
      ...common,
      method: 'GET',
      path: at('/:plural/:id/history'),
      generic: 'history',
      query: historyQuery,
      summary: 'What happened to it',
      handle: history,
    },
    {
      ...common,
      method: 'POST',
      path: at('/:plural/:id/:step'),
      generic: 'step',
      summary: 'Take a step',
      handle: step,
    },
    {
      method: 'GET',
      path: at('/definitions'),
      face,
      rule: 'signed-in',
      tag: 'session',
      summary: 'The record types',
      handle: definitions(texts),
    },
  ];
  if (face === 'workspace') {
    routes.push({
      method: 'GET',
      path: at('/definitions/:kind'),
      face,
      rule: { permission: 'configuration.read' },
      tag: 'session',
      summary: 'A record type that rules are about',
      handle: definitionFor(texts),
    });
    routes.push({
      ...common,
      method: 'POST',
      path: at('/:plural/bulk'),
      generic: 'bulk',
      rule: { permission: 'bulk.run' },
      body: bulkBody,
      effect: 'by-row',
      perMinute: 30,
      summary: 'Change many',
      handle: bulk(texts),
    });
    routes.push({
      ...common,
      method: 'POST',
      path: at('/bulk-runs/:id/undo'),
      rule: { permission: 'bulk.run' },
      effect: 'natural',
      perMinute: 30,
      summary: 'Take a change of many back',
      handle: undoBulk(texts),
    });
  }
  return routes.map((declared) => route(declared));
}
