import type { Filter } from '#/engines/filter/filter.ts';
import type { Actor } from '#/record/server/context.ts';
import { grantsFor, holds } from '#/record/server/permission.ts';
import type { SignedContext, WhoAmI } from './types.ts';

/** What a signed-in person may know of themselves. No statement is run. */
export function whoAmI(ctx: SignedContext): WhoAmI {
  const { actor, credential, profile } = ctx;
  const permissions = [...actor.grants.keys()].filter((permission) => holds(actor, permission)).toSorted();
  return {
    ...profile,
    csrf: credential.kind === 'session' ? credential.csrf : null,
    workspace: actor.workspace,
    permissions,
    idle: permissions.filter((permission) => isIdle(actor, permission)),
  };
}

/** Whether a permission is held through groups alone, by somebody whom no group lets use it. */
function isIdle(actor: Actor, permission: string): boolean {
  const { servesAll, serves, groups } = actor.attributes;
  const reaches: Readonly<Record<string, boolean>> = {
    served: servesAll === true || isFilled(serves),
    'my-groups': isFilled(groups),
  };
  const reachesNothing = (filter: Filter | null) => filter?.kind === 'predicate' && reaches[filter.name] === false;
  return (grantsFor(actor, permission) ?? []).every(reachesNothing);
}

const isFilled = (value: unknown): boolean => Array.isArray(value) && value.length > 0;
