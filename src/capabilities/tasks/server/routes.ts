import { Type } from 'typebox';
import { Refusal } from '#/base/refusal.ts';
import { findItem } from '#/capabilities/search/server/find-item.ts';
import { bodyOf } from '#/capabilities/search/server/query.ts';
import { perform } from '#/record/server/commit/perform.ts';
import type { Context } from '#/record/server/context.ts';
import { withTransaction } from '#/capabilities/search/server/staff-pool.ts';
import { route } from '#/record/server/route.ts';
import type { Route } from '#/record/server/route.ts';
import { readTasks } from './read-tasks.ts';

type Input = Record<string, unknown>;

async function change(ctx: Context, id: string | undefined, changes: readonly [action: string, input: Input][]) {
  const item = await findItem(ctx, id);
  await withTransaction(ctx, async (inside) => {
    for (const [action, input] of changes) await perform(inside, item.kind, action, item.id, input);
  });
  return readTasks(ctx, item.id);
}

/** One request may say several things of a task; each is a step of its own, in one transaction. */
function changesOf(task: string | undefined, { done, place, removed, version, ...fields }: Input): [string, Input][] {
  const changes: [string, Input][] = [];
  if (removed === false) changes.push(['restore-task', { task }]);
  if (Object.keys(fields).length > 0) {
    changes.push(['edit-task', { task, ...fields, ...(version === undefined ? {} : { version }) }]);
  }
  if (done !== undefined) changes.push(['check-task', { task, done }]);
  if (place !== undefined) changes.push(['move-task', { task, to: place }]);
  if (changes.length === 0) throw new Refusal('bad-request', 'refusal.nothing-to-change');
  return changes;
}

const id = Type.Optional(Type.Union([Type.String(), Type.Null()]));
const whose = { assignee: id, group: id };

export const taskRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/items/:id/tasks',
    faces: ['workspace'],
    rule: 'by-record',
    summary: 'The tasks of a record in their order.',
    handle: (ctx, { params }) => readTasks(ctx, params['id']),
  }),
  route({
    method: 'POST',
    path: '/items/:id/tasks',
    faces: ['workspace'],
    rule: 'by-record',
    creates: true,
    summary: 'Adds a task at the end.',
    body: Type.Object({ title: Type.String(), ...whose }, { additionalProperties: false }),
    handle: (ctx, { params, body }) => change(ctx, params['id'], [['add-task', bodyOf(body)]]),
  }),
  route({
    method: 'PATCH',
    path: '/items/:id/tasks/:task',
    faces: ['workspace'],
    rule: 'by-record',
    summary:
      'Changes a task: its words, whose it is (on the version that was read, where one is given), whether it is done, its place; puts back one that was removed.',
    body: Type.Object(
      {
        title: Type.Optional(Type.String()),
        ...whose,
        done: Type.Optional(Type.Boolean()),
        place: Type.Optional(Type.Integer({ minimum: 1 })),
        removed: Type.Optional(Type.Literal(false)),
        version: Type.Optional(Type.Integer({ minimum: 1 })),
      },
      { additionalProperties: false },
    ),
    handle: (ctx, { params, body }) => change(ctx, params['id'], changesOf(params['task'], bodyOf(body))),
  }),
  route({
    method: 'DELETE',
    path: '/items/:id/tasks/:task',
    faces: ['workspace'],
    rule: 'by-record',
    summary: 'Takes a task off the list.',
    handle: (ctx, { params }) => change(ctx, params['id'], [['remove-task', { task: params['task'] }]]),
  }),
];
