import type { Kit } from '#/record/server/kit.ts';
import { kindOfPermission } from '../access/grants.ts';
import { shippedRoles } from '../access/roles.ts';

/** A permission that a role may grant. */
export interface KnownPermission {
  permission: string;
  /** The kind of record that a filter of it would be about; null where it takes no filter. */
  kind: string | null;
  /** Where it is asked for: `incident: read`, `group: edit, retire, restore`. */
  uses: { kind: string; actions: string[] }[];
}

/** Every permission that something asks for, with what it is asked for. */
export function knownPermissions(kit: Kit): KnownPermission[] {
  const uses = new Map<string, Map<string, string[]>>();
  const note = (permission: string | undefined, kind: string, action: string) => {
    if (!permission || permission === 'system') return;
    const byKind = uses.get(permission) ?? new Map<string, string[]>();
    byKind.set(kind, [...(byKind.get(kind) ?? []), action]);
    uses.set(permission, byKind);
  };
  for (const { definition, steps } of kit.types.values()) {
    const { name, read, follow, report, create, edit } = definition;
    note(read, name, 'read');
    note(follow, name, 'follow');
    note(report, name, 'report');
    note(create, name, 'create');
    note(edit, name, 'edit');
    for (const [step, { may }] of Object.entries(steps)) note(may, name, step);
  }
  // Some are asked for by routes of their own: roles that ship grant every one of them to somebody.
  for (const { permission } of shippedRoles.flatMap(({ grants }) => grants)) {
    if (!uses.has(permission)) uses.set(permission, new Map());
  }
  return [...uses]
    .map(([permission, byKind]) => ({
      permission,
      kind: kindOfPermission(kit, permission) ?? null,
      uses: [...byKind].map(([kind, actions]) => ({ kind, actions })),
    }))
    .toSorted((a, b) => (a.permission < b.permission ? -1 : 1));
}
