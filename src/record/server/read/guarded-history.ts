import type { Context } from '../context.ts';
import type { RecordType } from '../kit.ts';
import { holds } from '../permission.ts';

/** The actions in a record type's history that the actor may not read, though they may read the record. */
export function actionsKeptFrom(ctx: Context, { definition: { guardedHistory } }: RecordType): readonly string[] {
  return guardedHistory && !holds(ctx.actor, guardedHistory.may) ? guardedHistory.actions : [];
}
