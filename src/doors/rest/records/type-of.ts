import { notFound } from '#/base/refusal.ts';
import type { Step } from '#/record/shared/define.ts';
import { configured } from '#/record/server/configured.ts';
import type { Context, Face } from '#/record/server/context.ts';
import type { Kit, RecordType } from '#/record/server/kit.ts';

/** The record type of a path, with customers' own fields; one without a portal face is not found there. */
export async function typeOf(ctx: Context, plural: string | undefined, face: Face): Promise<RecordType> {
  const type = ctx.kit.byPlural.get(plural ?? '');
  if (!type || !hasFace(type, face)) throw notFound();
  return configured(ctx, type);
}

/** Whether a record type is shown through a face at all. */
export function hasFace(type: RecordType, face: Face): boolean {
  return face === 'workspace' || type.definition.follow !== undefined;
}

/** The record types of a face, in the order of `app/records.ts`. */
export function typesOf(kit: Kit, face: Face): RecordType[] {
  return [...kit.types.values()].filter((type) => hasFace(type, face));
}

/** The steps that can be taken by their names: not those of the system, nor those that a route of ours vouches for. */
export function stepsOf({ steps }: RecordType): [string, Step][] {
  return Object.entries(steps).filter(([, step]) => step.may !== 'system' && step.vouched !== true);
}
