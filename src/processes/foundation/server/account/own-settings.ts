import type { Context } from '#/record/server/context.ts';
import { perform } from '#/record/server/commit/perform.ts';
import { mustBeSession } from './rights.ts';
import type { SignedContext } from './types.ts';

/** What people set for themselves, whoever keeps their record otherwise. */
export interface OwnSettings {
  language?: 'en' | 'sk';
  /** An IANA zone: `Europe/Bratislava`. */
  timeZone?: string;
  /** New cases are given to somebody else meanwhile. */
  away?: boolean;
}

/**
 * Sets my language, my time zone and whether I am away, with a line in my history that says it was me. Refuses API keys, and with `invalid` a
 * zone that nobody knows.
 */
export async function changeOwnSettings(ctx: SignedContext, settings: OwnSettings): Promise<void> {
  const person = mustBeSession(ctx);
  // The right to these fields of one's own is nothing that a role grants: the system does it, in the person's name.
  const own: Context = {
    ...ctx,
    face: 'workspace',
    actor: { ...ctx.actor, kind: 'system', wall: { kind: 'staff' }, scopes: null },
  };
  await perform(own, 'person', 'edit', person, { ...settings });
}
