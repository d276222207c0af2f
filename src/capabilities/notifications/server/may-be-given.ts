import { configurationOf } from '#/record/server/configuration.ts';
import type { Commit, Row } from '#/record/server/commit/commit.ts';
import { may } from '#/record/server/permission.ts';
import { actorOf } from './people.ts';

/**
 * Whether somebody of the desk could read the record as it will stand with the commit: whoever is given something that
 * they cannot see is not told of it, and nobody else looks after it. What the system chooses by itself is not asked about;
 * what it does in the name of somebody who chose is.
 */
export async function personMayBeGiven({ ctx, type, before, after }: Commit, person: string): Promise<boolean> {
  const { kind, person: by } = ctx.actor;
  if (kind === 'system' ? by === null : person === by) return true;
  const actor = await actorOf(ctx, person);
  if (!actor?.workspace) return false;
  const asTheirs = { ...ctx, actor, face: 'workspace' as const };
  return may(asTheirs, type, type.definition.read, after as Row, before === null);
}

/** The same for a group: at least one of its people. One without people yet, or that serves everybody, may have it. */
export async function groupMayBeGiven(commit: Commit, id: string): Promise<boolean> {
  const { kind, person } = commit.ctx.actor;
  if (kind === 'system' && person === null) return true;
  const group = await (await configurationOf(commit.ctx)).find('group', id);
  const members = (group?.['members'] as string[] | undefined) ?? [];
  const serves = (group?.['serves'] as string[] | undefined) ?? [];
  if (members.length === 0 || serves.length === 0) return true;
  for (const member of members) if (await personMayBeGiven(commit, member)) return true;
  return false;
}
