import { countOpenTasks } from '#/capabilities/tasks/server/open-tasks.ts';
import { quote } from '#/platform/database/build.ts';
import type { Context } from '#/record/server/context.ts';
import { runRead } from '#/record/server/context.ts';
import type { Kit, RecordType } from '#/record/server/kit.ts';
import { columnOf } from '#/record/server/schema.ts';
import type { Duties } from '#/capabilities/duties/shared/duty.ts';

/** A person or a group. */
export interface Somebody {
  kind: string;
  id: string;
}

/** A field of a kind of record that says who does something. */
export interface DutyField {
  type: RecordType;
  field: string;
  column: string;
  /** Several do it together. */
  many: boolean;
  /** Changes by the step `hand-over`, and not by an edit. */
  byStep: boolean;
}

/** The fields by which records of any kind name people, or groups, who do something. Groups come first. */
export function dutyFields(kit: Kit, kind: string): DutyField[] {
  return [...kit.types.values()]
    .flatMap((type) =>
      Object.entries(type.definition.fields).flatMap(([field, { to, duty, kind: shape, byStep = false }]) =>
        duty && to === kind
          ? [{ type, field, column: quote(columnOf(type.definition, field)), many: shape === 'refs', byStep }]
          : [],
      ),
    )
    .toSorted((a, b) => Number(b.type.definition.name === 'group') - Number(a.type.definition.name === 'group'));
}

/** The condition for records that name somebody (`$1`) in a field and go on (`$2`: the states in which they do). */
export function namesThem({ column, many }: DutyField): string {
  return `${many ? `r.${column} @> array[$1::uuid]` : `r.${column} = $1`} and r.state = any($2::text[])`;
}

/** The states of a kind in which there is something to do. */
export function goingStates({ definition: { states } }: RecordType): string[] {
  return Object.entries(states).flatMap(([state, group]) => (group === 'open' || group === 'waiting' ? [state] : []));
}

/** Counts what hangs on somebody, past what the asker may read: numbers alone, for whoever may let them go. */
export async function dutiesOf(ctx: Context, { kind, id }: Somebody): Promise<Duties> {
  const counted = await Promise.all(
    dutyFields(ctx.kit, kind).map(async (duty) => {
      const [row] = await runRead<{ count: number }>(ctx, {
        sql: `select count(*) as count from ${quote(duty.type.table)} r where ${namesThem(duty)}`,
        parameters: [id, goingStates(duty.type)],
      });
      return { kind: duty.type.definition.name, field: duty.field, count: row?.count ?? 0 };
    }),
  );
  const tasks = await countOpenTasks(ctx, { kind, id });
  const all = [...counted, { kind: 'task', field: kind === 'person' ? 'assignee' : 'group', count: tasks }];
  const rows = all.filter(({ count }) => count > 0);
  return { total: rows.reduce((sum, { count }) => sum + count, 0), rows };
}
