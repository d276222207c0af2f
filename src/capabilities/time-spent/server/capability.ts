import { message, notFound, Refusal } from '#/base/refusal.ts';
import { isId, newId } from '#/platform/ids.ts';
import { date, integer, required, text } from '#/record/shared/field.ts';
import type { Commit } from '#/record/server/commit/commit.ts';
import type { Capability } from '#/record/server/kit.ts';

/** The time that people spent on a record, in minutes, each their own. */
export const timeSpent: Capability = {
  name: 'time-spent',
  steps(definition) {
    const from = Object.keys(definition.states);
    return {
      'log-time': {
        from,
        to: null,
        may: definition.edit,
        hidden: true,
        input: { minutes: required(integer({ min: 1, max: 1440 })), comment: text({ max: 500 }), on: date() },
      },
      'remove-time': { from, to: null, may: definition.edit, hidden: true, input: { entry: required(text()) } },
    };
  },
  behaviours: { 'log-time': { apply: log }, 'remove-time': { apply: remove } },
};

function log(commit: Commit): void {
  const { ctx, input } = commit;
  if (ctx.actor.person === null) throw new Refusal('step-refused', message('refusal.people-only'));
  // A day ahead is allowed: it is tomorrow already for somebody east of here.
  const latest = new Date(ctx.now + 86_400_000).toISOString().slice(0, 10);
  const on = (input['on'] as string | null | undefined) ?? new Date(ctx.now).toISOString().slice(0, 10);
  if (on > latest) throw new Refusal('invalid', 'refusal.invalid', { on: message('time-spent.in-the-future') });
  commit.writes.push({
    sql: `insert into time_spent (id, item, customer, person, minutes, comment, on_date, at)
      values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    parameters: [
      newId(ctx.now),
      commit.id,
      commit.customer,
      ctx.actor.person,
      input['minutes'],
      input['comment'] ?? null,
      on,
      new Date(ctx.now).toISOString(),
    ],
  });
  commit.remarks['minutes'] = input['minutes'];
  commit.announcements.push({ name: 'time.logged' });
}

/** Only one's own: what others wrote down is theirs. */
async function remove(commit: Commit): Promise<void> {
  const { ctx, input, tx } = commit;
  const [entry] = isId(input['entry'])
    ? await tx.query<{ id: string; minutes: number }>({
        sql: 'select id, minutes from time_spent where id = $1 and item = $2 and person = $3 and removed_at is null',
        parameters: [input['entry'], commit.id, ctx.actor.person],
      })
    : [];
  if (!entry) throw notFound();
  commit.writes.push({
    sql: 'update time_spent set removed_at = $2 where id = $1',
    parameters: [entry.id, new Date(ctx.now).toISOString()],
  });
  commit.remarks['removedMinutes'] = entry.minutes;
  commit.announcements.push({ name: 'time.logged' });
}
