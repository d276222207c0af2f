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
  const { steps, frozen, wanted } = waysFrom(type, row['state'] as string);
  const held = new Set(
    wanted.filter((permission) => {
      const filters = grantsFor(ctx.actor, permission);
      return filters?.includes(null) || (filters && passes(filters.filter((filter) => filter !== null)));
    }),
  );
  return {
    steps: steps.filter(({ may }) => held.has(may)).map(({ name }) => name),
    may: { edit: !frozen && held.has(type.definition.edit) },
  };
}

/** What a state lets be done, whoever wants it. */
interface Ways {
  steps: readonly { name: string; may: string }[];
  frozen: boolean;
  /** The permissions that one of it asks for, each once. */
  wanted: readonly string[];
}

const known = new WeakMap<RecordType, Map<string, Ways>>();

function waysFrom(type: RecordType, state: string): Ways {
  let states = known.get(type);
  if (!states) known.set(type, (states = new Map()));
  let ways = states.get(state);
  if (!ways) {
    const { frozen: ended, edit } = type.definition;
    const open = Object.entries(type.steps).filter(([, step]) => !step.hidden && step.from.includes(state));
    const steps = open.map(([name, { may }]) => ({ name, may }));
    const frozen = ended?.includes(state) ?? false;
    ways = { steps, frozen, wanted: [...new Set([...steps.map(({ may }) => may), ...(frozen ? [] : [edit])])] };
    states.set(state, ways);
  }
  return ways;
}
