import { message, Refusal } from '#/base/refusal.ts';
import type { Message } from '#/base/refusal.ts';
import { perform } from '#/record/server/commit/perform.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import type { Context } from '#/record/server/context.ts';
import type { Case } from './case.ts';
import { readCase } from './case.ts';

/**
 * What "something is broken" asks for: what, details, how badly it stops you; what it is about, where chosen; and what
 * customers added for everybody to fill in.
 */
export const reported = [
  'title',
  'description',
  'urgency',
  'service',
  'configurationItem',
  'location',
  'custom',
] as const;

/** A user reports that something is broken. Everything else about the case is the desk's to say. */
export async function reportCase(ctx: Context, input: Row): Promise<Case> {
  const unknown: Record<string, Message> = {};
  for (const field of Object.keys(input)) {
    if (!reported.some((known) => known === field)) unknown[field] = message('field.unknown');
  }
  if (Object.keys(unknown).length > 0) throw new Refusal('invalid', 'refusal.invalid', unknown);
  const { id } = await perform(ctx, 'incident', 'create', null, input);
  return readCase(ctx, id);
}
