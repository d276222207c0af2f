import { message, notFound, Refusal } from '#/base/refusal.ts';
import { integer } from '#/record/shared/field.ts';
import type { Commit, Row } from '#/record/server/commit/commit.ts';
import type { Capability } from '#/record/server/kit.ts';
import { fieldByField, ownKey, withValue } from '#/record/shared/own-fields.ts';
import { may } from '#/record/server/permission.ts';
import { checkReferences } from '#/record/server/references.ts';
import { isEdit, whyNotUndone } from '#/capabilities/history/shared/undoable.ts';
import { takeBack } from '#/capabilities/clocks/server/recall.ts';
import { findChange } from './find-change.ts';
import { refuseWhereWorkedOn } from './worked-on.ts';

/**
 * Undoes a change: of fields, or a step that stays in the house. A compensating change, never a deletion: history says
 * both. Every field that it changed is what it was before, the state and its clocks among them, as if the step had not
 * been taken. Refuses what is older than 30 days, what was told outside, and what somebody has gone on from since.
 */
async function undo(commit: Commit): Promise<void> {
  const { before, type, ctx } = commit;
  if (ctx.face === 'portal') throw notFound();
  const change = await findChange(commit);
  const { action, at, undone } = change;
  // Each of customers' own fields by itself: taking one back does not hang on another.
  const changes = fieldByField(change.changes);
  // What an undo took back is done again by taking that back.
  const what = undone ?? action;
  const needed = type.steps[what]?.may;
  if (needed !== undefined && !(await may(ctx, type, needed, before)))
    throw new Refusal('forbidden', message('refusal.forbidden', { permission: needed }));
  const steps = Object.entries(type.steps).flatMap(([name, step]) => (step.undoable ? [name] : []));
  const standing = whyNotUndone(change, before ?? {}, ctx.now, steps);
  if (standing && standing.fields.length > 0) {
    throw new Refusal(
      'conflict',
      standing.why,
      Object.fromEntries(standing.fields.map((name) => [name, standing.why])),
    );
  }
  if (standing) throw new Refusal('step-refused', standing.why);
  const stepped = !isEdit(change) || 'state' in changes;
  if (stepped) await refuseWhereWorkedOn(commit, change);
  const fields: Row = Object.fromEntries(Object.entries(changes).map(([field, [from]]) => [field, from]));
  // Nobody is given work back who cannot work any more.
  const duties = Object.entries(type.definition.fields).filter(([, { duty }]) => duty);
  const unable = await checkReferences(ctx, Object.fromEntries(duties), fields, before);
  if (Object.keys(unable).length > 0) throw new Refusal('invalid', 'refusal.invalid', unable);
  for (const [name, value] of Object.entries(fields)) commit.after = withValue(commit.after, name, value);
  const names = Object.keys(fields).map((name) => (ownKey(name) === null ? name : 'custom'));
  commit.input = Object.fromEntries([...new Set(names)].map((name) => [name, commit.after[name]]));
  commit.remarks['undoes'] = change.id;
  if (!stepped) return type.behaviours['edit']?.apply(commit);
  commit.remarks['undone'] = what;
  takeBack(commit, Date.parse(at), action);
  await type.behaviours[what]?.undo?.(commit);
}

/** Every record's edits can be undone, and the steps that its definition says. */
export const undoing: Capability = {
  name: 'undo',
  everywhere: true,
  steps: (definition) => ({
    undo: {
      from: Object.keys(definition.states).filter((state) => !definition.frozen?.includes(state)),
      to: null,
      may: definition.edit,
      hidden: true,
      // The entry of the history, or the version that the change made: one of the two.
      input: { entry: integer({ min: 1 }), version: integer({ min: 1 }) },
    },
  }),
  behaviours: { undo: { apply: undo } },
};
