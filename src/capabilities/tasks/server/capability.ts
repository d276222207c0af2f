import { message, notFound, Refusal } from '#/base/refusal.ts';
import { groupMayBeGiven, personMayBeGiven } from '#/capabilities/notifications/server/may-be-given.ts';
import { isId, newId } from '#/platform/ids.ts';
import { flag, integer, ref, required, text } from '#/record/shared/field.ts';
import type { Step } from '#/record/shared/define.ts';
import type { Commit } from '#/record/server/commit/commit.ts';
import type { Capability } from '#/record/server/kit.ts';
import { taskEvents } from '#/capabilities/tasks/shared/events.ts';

/** Most tasks of one record. */
const most = 200;

const task = required(text());
const title = text({ max: 500 });
const whose = { assignee: ref('person', { duty: true }), group: ref('group') };

/** Things to be done on a record: a list with boxes to tick, without clocks. */
export const tasks: Capability = {
  name: 'tasks',
  steps(definition) {
    const from = Object.keys(definition.states).filter((state) => !definition.frozen?.includes(state));
    const step = (input: NonNullable<Step['input']>): Step => ({
      from,
      to: null,
      may: definition.edit,
      hidden: true,
      input,
    });
    return {
      'add-task': step({ title: required(title), ...whose }),
      'edit-task': step({ task, title, ...whose, version: integer({ min: 1 }) }),
      'check-task': step({ task, done: required(flag()) }),
      'move-task': step({ task, to: required(integer({ min: 1, max: most })) }),
      'remove-task': step({ task }),
      'restore-task': step({ task }),
    };
  },
  behaviours: {
    'add-task': { apply: add },
    'edit-task': { apply: edit },
    'check-task': { apply: check },
    'move-task': { apply: move },
    'remove-task': { apply: remove },
    'restore-task': { apply: restore },
  },
};

interface Known {
  id: string;
  title: string;
  assignee: string | null;
  group: string | null;
  version: number;
  done: boolean;
}

/** The tasks of the record in their order. The record itself is locked: no two changes of the list cross. */
function known(commit: Commit, removed = false): Promise<Known[]> {
  return commit.tx.query<Known>({
    sql: `select id, title, assignee, support_group as "group", version, done_at is not null as done from task
      where item = $1 and (removed_at is not null) = $2 order by position, id`,
    parameters: [commit.id, removed],
  });
}

async function named(commit: Commit, removed = false): Promise<Known> {
  const id = commit.input['task'];
  const found = isId(id) ? (await known(commit, removed)).find((one) => one.id === id.toLowerCase()) : undefined;
  if (!found) throw notFound();
  return found;
}

function tell(commit: Commit, what: string, fact: unknown): void {
  commit.remarks[what] = fact;
  commit.announcements.push(taskEvents.say('task.changed', {}));
}

/** Whose a task is: a person's, a group's, or nobody's yet. */
type Owner = Pick<Known, 'assignee' | 'group'>;

const nobodys: Owner = { assignee: null, group: null };

/** Whoever gets a task is told of it: the person, or everybody in the group. */
function give(commit: Commit, id: string, before: Owner, { assignee, group }: Owner): void {
  if (assignee !== null && assignee !== before.assignee) {
    commit.announcements.push(taskEvents.say('task.given', { task: id, person: assignee, group: null }));
  } else if (group !== null && group !== before.group) {
    commit.announcements.push(taskEvents.say('task.given', { task: id, person: null, group }));
  }
}

async function mustHaveRoom(commit: Commit): Promise<void> {
  const there = await known(commit);
  if (there.length >= most) throw new Refusal('conflict', message('task.too-many', { max: most }));
}

/** Refuses who could not see the record that the task is of; who has it already keeps it. */
async function refuseBlind(commit: Commit, before: Owner, { assignee, group }: Owner): Promise<void> {
  const why = message('task.cannot-see-it');
  if (assignee !== null && assignee !== before.assignee && !(await personMayBeGiven(commit, assignee))) {
    throw new Refusal('invalid', 'refusal.invalid', { assignee: why });
  }
  if (group !== null && group !== before.group && !(await groupMayBeGiven(commit, group))) {
    throw new Refusal('invalid', 'refusal.invalid', { group: why });
  }
}

/** A task is a person's or a group's: naming one takes it from the other. */
function ownerAfter({ input }: Commit, before: Owner): Owner {
  const { assignee, group } = input as Partial<Owner>;
  if (assignee && group) {
    throw new Refusal('invalid', 'refusal.invalid', { group: message('task.person-or-group') });
  }
  if (assignee) return { assignee, group: null };
  if (group) return { assignee: null, group };
  return {
    assignee: 'assignee' in input ? null : before.assignee,
    group: 'group' in input ? null : before.group,
  };
}

async function add(commit: Commit): Promise<void> {
  const { ctx, input } = commit;
  await mustHaveRoom(commit);
  const owner = ownerAfter(commit, nobodys);
  await refuseBlind(commit, nobodys, owner);
  const id = newId(ctx.now);
  commit.writes.push({
    sql: `insert into task (id, item, customer, position, title, assignee, support_group, at, by)
      values ($1, $2, $3, (select coalesce(max(position), 0) + 1 from task where item = $2), $4, $5, $6, $7, $8)`,
    parameters: [
      id,
      commit.id,
      commit.customer,
      input['title'],
      owner.assignee,
      owner.group,
      new Date(ctx.now).toISOString(),
      ctx.actor.person,
    ],
  });
  commit.notes['task'] = id;
  tell(commit, 'task', input['title']);
  give(commit, id, nobodys, owner);
}

async function edit(commit: Commit): Promise<void> {
  const { input } = commit;
  const before = await named(commit);
  if ('title' in input && !input['title']) {
    throw new Refusal('invalid', 'refusal.invalid', { title: message('field.required') });
  }
  // Nobody overwrites what they have not seen: the task as it is goes with the refusal.
  if (input['version'] !== undefined && input['version'] !== null && input['version'] !== before.version) {
    throw new Refusal('stale', 'refusal.stale', {}, { version: before.version, current: before });
  }
  const owner = ownerAfter(commit, before);
  await refuseBlind(commit, before, owner);
  commit.writes.push({
    sql: `update task set title = coalesce($2, title), assignee = $3, support_group = $4, version = version + 1 where id = $1`,
    parameters: [before.id, input['title'] ?? null, owner.assignee, owner.group],
  });
  tell(commit, 'task', input['title'] ?? before.title);
  give(commit, before.id, before, owner);
}

async function check(commit: Commit): Promise<void> {
  const { ctx, input } = commit;
  const before = await named(commit);
  const done = input['done'] === true;
  // Ticking what is ticked keeps who did it and when.
  if (done === before.done) return;
  commit.writes.push({
    sql: 'update task set done_at = $2, done_by = $3 where id = $1',
    parameters: [before.id, done ? new Date(ctx.now).toISOString() : null, done ? ctx.actor.person : null],
  });
  tell(commit, done ? 'taskDone' : 'taskReopened', before.title);
}

/** Puts a task at a place (1 is the first); the others make room. */
async function move(commit: Commit): Promise<void> {
  const before = await named(commit);
  const others = (await known(commit)).filter(({ id }) => id !== before.id);
  others.splice((commit.input['to'] as number) - 1, 0, before);
  commit.writes.push({
    sql: `update task set position = o.place from unnest($1::uuid[]) with ordinality as o (id, place) where task.id = o.id`,
    parameters: [others.map(({ id }) => id)],
  });
  commit.announcements.push(taskEvents.say('task.changed', {}));
}

async function remove(commit: Commit): Promise<void> {
  const before = await named(commit);
  commit.writes.push({
    sql: 'update task set removed_at = $2 where id = $1',
    parameters: [before.id, new Date(commit.ctx.now).toISOString()],
  });
  tell(commit, 'taskRemoved', before.title);
}

/** Puts a task back that was taken away, where it was. */
async function restore(commit: Commit): Promise<void> {
  await mustHaveRoom(commit);
  const before = await named(commit, true);
  commit.writes.push({ sql: 'update task set removed_at = null where id = $1', parameters: [before.id] });
  tell(commit, 'task', before.title);
}
