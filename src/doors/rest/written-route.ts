import type { Kit } from '#/record/server/kit.ts';
import { stepsOf, typesOf } from './records/type-of.ts';
import type { DoorRoute } from './route.ts';
import { ownScope, ruleName } from './route.ts';

/** A route with its record type and step written out. */
export interface WrittenRoute {
  method: string;
  /** `/incidents/{id}/resolve` */
  path: string;
  face: DoorRoute['face'];
  rule: string;
  route: DoorRoute;
  kind?: string;
  step?: string;
}

/** The table with every derived route written out for each record type: for documentation and for the access matrix. */
export function writtenOut(table: readonly DoorRoute[], kit: Kit): WrittenRoute[] {
  const written = table.flatMap((route): WrittenRoute[] => {
    const { method, face } = route;
    const rule = ruleName(route.rule);
    const plain = (path: string) => path.replaceAll(/:(\w+)/g, '{$1}');
    if (!route.generic) return [{ method, path: plain(route.path), face, rule, route }];
    return typesOf(kit, face).flatMap((type) => {
      const { definition } = type;
      const base = { method, face, rule, route, kind: definition.name };
      const path = plain(route.path.replace(':plural', definition.plural));
      if (route.generic !== 'step') return [{ ...base, path }];
      return stepsOf(type).map(([step]) => ({ ...base, path: path.replace('{step}', step), step }));
    });
  });
  // What a process declares itself stands before what is derived.
  const byName = new Map<string, WrittenRoute>();
  for (const entry of written) {
    const name = `${entry.method} ${entry.path}`;
    const there = byName.get(name);
    if (!there || there.kind !== undefined) byName.set(name, entry);
  }
  return [...byName.values()];
}

/** The permission that decides about a written route, for `permissions.md`. */
export function permissionOf(entry: WrittenRoute, kit: Kit): string {
  const type = entry.kind === undefined ? undefined : kit.types.get(entry.kind);
  const own = ownScope(entry.route);
  if (!type) return own === undefined ? entry.rule : `${own} for keys`;
  const { definition, steps } = type;
  const read = entry.face === 'portal' ? (definition.follow ?? '') : definition.read;
  switch (entry.route.generic) {
    case 'create':
      return definition.create;
    case 'edit':
      return definition.edit;
    case 'step':
      return steps[entry.step ?? '']?.may ?? '';
    case 'bulk':
      return `${entry.rule}, and that of the step`;
    case 'export':
      return definition.configuration || entry.face === 'portal' ? read : `${read.split('.', 1)[0]}.export`;
    default:
      return read;
  }
}
