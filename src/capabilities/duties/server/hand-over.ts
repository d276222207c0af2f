import { message, Refusal } from '#/base/refusal.ts';
import { openTasks } from '#/capabilities/tasks/server/open-tasks.ts';
import { quote } from '#/platform/database/build.ts';
import { perform } from '#/record/server/commit/perform.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import type { Context } from '#/record/server/context.ts';
import { runRead } from '#/record/server/context.ts';
import type { Duties, HandOver } from '#/capabilities/duties/shared/duty.ts';
import { dutiesOf, dutyFields, goingStates, namesThem } from './duties-of.ts';
import type { DutyField, Somebody } from './duties-of.ts';

/** What is handed over in one go, and so in one transaction: more is given away beforehand, in the queue. */
const most = 1000;

/** What was decided about the duties of whoever leaves. */
export interface Decision {
  handOver?: HandOver | null;
  successor?: string | null;
}

/** What a step was given of {@link Decision}. */
export const decisionIn = (input: Row): Decision => input as Decision;

/**
 * Does with the duties of somebody what was decided, all of it or nothing, in the transaction that is open. Whoever may
 * let them go may decide this as well, so that cases are handed over that they cannot read: by the system, in their name.
 * Nothing goes to who could not see it.
 * Refuses, at `handOver`, a person who decides nothing while there are duties; the system itself leaves them as they are.
 */
export async function handOver(
  ctx: Context,
  leaving: Somebody,
  { handOver: how, successor }: Decision,
): Promise<Duties> {
  const refuse = (field: string, key: string, params: Record<string, number> = {}) => {
    throw new Refusal('invalid', 'refusal.invalid', { [field]: message(key, params) });
  };
  if (how === 'successor' && !successor) refuse('successor', 'field.required');
  if (successor === leaving.id) refuse('successor', 'duty.not-oneself');
  const duties = await dutiesOf(ctx, leaving);
  if (duties.total === 0) return duties;
  if (!how && ctx.actor.kind === 'person') refuse('handOver', 'duty.decide', { count: duties.total });
  if (!how || how === 'keep') return duties;
  if (duties.total > most) refuse('handOver', 'duty.too-many', { count: duties.total, max: most });
  const to = how === 'successor' ? (successor ?? null) : null;
  const actor = { ...ctx.actor, kind: 'system' as const, wall: { kind: 'staff' as const } };
  const inside: Context = { ...ctx, actor, face: 'workspace' };
  // All are locked before any is written: a change of the configuration holds up every other one until we are done.
  const named = [];
  for (const duty of dutyFields(ctx.kit, leaving.kind))
    named.push({ duty, rows: await lockNamed(inside, duty, leaving.id) });
  try {
    for (const { duty, rows } of named) {
      for (const { id, value } of rows) {
        const next = duty.many ? withoutThem(value as string[], leaving.id, to) : to;
        const action = duty.byStep ? 'hand-over' : 'edit';
        await perform(inside, duty.type.definition.name, action, id, { [duty.field]: next });
      }
    }
    await handOverTasks(inside, leaving, to);
  } catch (error) {
    throw whoCannot(error, to === null ? 'handOver' : 'successor');
  }
  return duties;
}

/** What one record refused, at the field in which it was decided: whoever decides has none of the record before them. */
function whoCannot(error: unknown, field: string): unknown {
  if (!(error instanceof Refusal)) return error;
  const [why] = Object.values(error.fields);
  return why ? new Refusal(error.code, error.text, { [field]: why }) : error;
}

/** The records that name somebody in a field, locked until the transaction ends, with what stands there. */
function lockNamed(ctx: Context, duty: DutyField, from: string): Promise<{ id: string; value: string | string[] }[]> {
  return runRead(ctx, {
    sql: `select r.id, r.${duty.column} as value from ${quote(duty.type.table)} r where ${namesThem(duty)} order by r.id
      for no key update`,
    parameters: [from, goingStates(duty.type)],
  });
}

/** A list of people with the successor in somebody's place, or without them. */
function withoutThem(people: readonly string[], from: string, to: string | null): string[] {
  return [...new Set(people.flatMap((one) => (one !== from ? [one] : to === null ? [] : [to])))];
}

/** A task goes to the successor; back from a person it goes to the group that has its record, else to nobody yet. */
async function handOverTasks(ctx: Context, leaving: Somebody, to: string | null): Promise<void> {
  for (const { id: task, item, kind, group } of await openTasks(ctx, leaving)) {
    const field = leaving.kind === 'person' ? 'assignee' : 'group';
    const whose = to === null && group !== null ? { group } : { [field]: to };
    await perform(ctx, kind, 'edit-task', item, { task, ...whose });
  }
}
