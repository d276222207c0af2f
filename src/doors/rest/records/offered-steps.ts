import { matches } from '#/engines/filter/filter.ts';
import type { Filter } from '#/engines/filter/filter.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import type { Context } from '#/record/server/context.ts';
import { runRead } from '#/record/server/context.ts';
import type { RecordType } from '#/record/server/kit.ts';
import { grantsFor } from '#/record/server/permission.ts';

export interface Offered {
  /** Steps that this person may take from the record's state now; their guards may still refuse, and say why. */
  steps: string[];
  may: { edit: boolean };
}

/** What a person may do with a record now. At most one statement, and none where no grant has conditions. */
export async function offeredSteps(ctx: Context, type: RecordType, row: Row): Promise<Offered> {
  const state = row['state'] as string;
  const steps = Object.entries(type.steps).filter(([, step]) => !step.hidden && step.from.includes(state));
  const frozen = type.definition.frozen?.includes(state) ?? false;
  const wanted = new Set([...steps.map(([, step]) => step.may), ...(frozen ? [] : [type.definition.edit])]);
  const held = await heldOf(ctx, type, row, wanted);
  return {
    steps: steps.filter(([, step]) => held.has(step.may)).map(([name]) => name),
    may: { edit: !frozen && held.has(type.definition.edit) },
  };
}

async function heldOf(ctx: Context, type: RecordType, row: Row, wanted: ReadonlySet<string>): Promise<Set<string>> {
  const held = new Set<string>();
  const open: [string, readonly Filter[]][] = [];
  for (const permission of wanted) {
    const filters = grantsFor(ctx.actor, permission);
    if (filters?.includes(null)) held.add(permission);
    else if (filters) open.push([permission, filters.filter((filter) => filter !== null)]);
  }
  if (open.length === 0) return held;
  const match = { now: ctx.now, actor: ctx.actor.attributes, schema: type.filters };
  // Who is involved is looked up only where no filter decides without it.
  let asked = false;
  const unknown = Object.defineProperty({ ...row }, '$involved', {
    // Whoever copies the record has asked too: better one look-up too many than a right too few.
    enumerable: true,
    get() {
      asked = true;
      return [];
    },
  });
  const decides = (filter: Filter): boolean | undefined => {
    asked = false;
    const passed = matches(filter, unknown, match);
    return asked ? undefined : passed;
  };
  const undecided: [string, readonly Filter[]][] = [];
  for (const [permission, filters] of open) {
    const decisions = new Set(filters.map((filter) => decides(filter)));
    if (decisions.has(true)) held.add(permission);
    else if (decisions.has(undefined)) undecided.push([permission, filters]);
  }
  if (undecided.length === 0) return held;
  const record = { ...row, $involved: await involvedIn(ctx, row['id'] as string) };
  for (const [permission, filters] of undecided) {
    if (filters.some((filter) => matches(filter, record, match))) held.add(permission);
  }
  return held;
}

async function involvedIn(ctx: Context, id: string): Promise<string[]> {
  const rows = await runRead<{ person: string }>(ctx, {
    sql: `select person from item_access where item = $1 and reason in ('watcher', 'participant')`,
    parameters: [id],
  });
  return rows.map(({ person }) => person);
}
