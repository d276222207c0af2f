import type { Context } from '#/record/server/context.ts';
import type { RecordType } from '#/record/server/kit.ts';

/** The incident's record type out of the kit. */
export function incidentType(ctx: Context): RecordType {
  const type = ctx.kit.types.get('incident');
  if (!type) throw new Error('the kit has no incidents');
  return type;
}
