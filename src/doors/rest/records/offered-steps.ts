import { matches } from '#/engines/filter/filter.ts';
import type { Filter } from '#/engines/filter/filter.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import type { Context } from '#/record/server/context.ts';
import type { RecordType } from '#/record/server/kit.ts';
import { deciding, grantsFor, involvedIn } from '#/record/server/permission.ts';

export interface Offered {
  /** Steps that this person may take from the record's state now; their guards may still refuse, and say why. */
  steps: string[];
  may: { edit: boolean };
}

/** What a person may do with a record now. At most one statement, and none where no grant has conditions. */
export async function offeredSteps(ctx: Context, type: RecordType, row: Row): Promise<Offered> {
  const known = offeredWithout(ctx, type, row);
  if (known) return known;
  const record = { ...row, $involved: await involvedIn(ctx, row['id'] as string) };
  const match = { now: ctx.now, actor: ctx.actor.attributes, schema: type.filters };
  return offeredWhere(ctx, type, row, (filters) => filters.some((filter) => matches(filter, record, match)));
}

/** The same where it is known without asking who is involved; null where that decides. */
export function offeredWithout(ctx: Context, type: RecordType, row: Row): Offered | null {
  let open = false;
  let decide: ReturnType<typeof deciding> | undefined;
  const offered = offeredWhere(ctx, type, row, (filters) => {
    decide ??= deciding(ctx, type, row);
    const decisions = new Set(filters.map(decide));
    if (decisions.has(true)) return true;
    open ||= decisions.has(undefined);
    return false;
  });
  return open ? null : offered;
}

/** `passes`: whether the record passes one of the filters under which a permission is held. */
function offeredWhere(
  ctx: Context,
  type: RecordType,
  row: Row,
  passes: (filters: readonly Filter[]) => boolean,
): Offered {
  const state = row['state'] as string;
  const steps = Object.entries(type.steps).filter(([, step]) => !step.hidden && step.from.includes(state));
  const frozen = type.definition.frozen?.includes(state) ?? false;
  const wanted = new Set([...steps.map(([, step]) => step.may), ...(frozen ? [] : [type.definition.edit])]);
  const held = new Set(
    [...wanted].filter((permission) => {
      const filters = grantsFor(ctx.actor, permission);
      return filters?.includes(null) || (filters && passes(filters.filter((filter) => filter !== null)));
    }),
  );
  return {
    steps: steps.filter(([, step]) => held.has(step.may)).map(([name]) => name),
    may: { edit: !frozen && held.has(type.definition.edit) },
  };
}
