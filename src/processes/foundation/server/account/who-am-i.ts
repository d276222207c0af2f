import { holds } from '#/record/server/permission.ts';
import type { SignedContext, WhoAmI } from './types.ts';

/** What a signed-in person may know of themselves. No statement is run. */
export function whoAmI(ctx: SignedContext): WhoAmI {
  const { actor, credential, profile } = ctx;
  return {
    ...profile,
    csrf: credential.kind === 'session' ? credential.csrf : null,
    workspace: actor.workspace,
    permissions: [...actor.grants.keys()].filter((permission) => holds(actor, permission)).sort(),
  };
}
