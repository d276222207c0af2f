import { message, Refusal } from '#/base/refusal.ts';
import { integer, required } from '#/record/shared/field.ts';
import { equal, set } from '#/record/server/commit/commit.ts';
import type { Commit, Row } from '#/record/server/commit/commit.ts';
import type { Capability } from '#/record/server/kit.ts';

/** How long an edit can be undone, in milliseconds. */
export const undoFor = 30 * 86_400_000;

interface Edit {
  id: number;
  action: string;
  at: string;
  payload: { changes?: Record<string, [unknown, unknown]> } | null;
}

/**
 * Undoes an edit of fields: a compensating change, never a deletion. Refuses what is older than 30 days, what was no
 * edit (a step may have told people), and fields that somebody has changed since; those are named.
 */
async function undo(commit: Commit): Promise<void> {
  const { ctx, before, tx, id, type } = commit;
  const edits = await tx.query<Edit>({
    // One edit may have two entries: what everyone sees, and what staff alone sees.
    sql: `select e.id, e.action, e.at, e.payload from history h
      join history e on e.item = h.item and e.at = h.at and e.version is not distinct from h.version
        and e.action = h.action
      where h.id = $1 and h.item = $2 order by e.id`,
    parameters: [commit.input['entry'], id],
  });
  const [first] = edits;
  if (!first) throw new Refusal('invalid', 'refusal.invalid', { entry: message('history.no-such-entry') });
  if (first.action !== 'edit' && first.action !== 'undo') throw new Refusal('step-refused', 'history.only-edits');
  if (ctx.now - Date.parse(first.at) > undoFor)
    throw new Refusal('step-refused', message('history.too-old', { days: 30 }));
  const fields: Row = {};
  const moved: string[] = [];
  for (const { payload } of edits) {
    for (const [field, [from, to]] of Object.entries(payload?.changes ?? {})) {
      if (!equal(before?.[field], to)) moved.push(field);
      else fields[field] = from;
    }
  }
  if (moved.length > 0) {
    const told = Object.fromEntries(moved.map((field) => [field, message('history.changed-since')]));
    throw new Refusal('conflict', message('history.changed-since'), told);
  }
  for (const [field, value] of Object.entries(fields)) set(commit, field, value);
  commit.input = fields;
  commit.remarks['undoes'] = first.id;
  await type.behaviours['edit']?.apply(commit);
}

/** Every record's edits can be undone. */
export const undoing: Capability = {
  name: 'undo',
  everywhere: true,
  steps: (definition) => ({
    undo: {
      from: Object.keys(definition.states).filter((state) => !definition.frozen?.includes(state)),
      to: null,
      may: definition.edit,
      hidden: true,
      input: { entry: required(integer({ min: 1 })) },
    },
  }),
  behaviours: { undo: { apply: undo } },
};
