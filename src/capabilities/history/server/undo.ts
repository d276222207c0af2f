import { message, Refusal } from '#/base/refusal.ts';
import { integer, required } from '#/record/shared/field.ts';
import { set } from '#/record/server/commit/commit.ts';
import type { Commit, Row } from '#/record/server/commit/commit.ts';
import type { Capability } from '#/record/server/kit.ts';
import { whyNotUndone } from '#/capabilities/history/shared/undoable.ts';

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
  const changes = Object.assign({}, ...edits.map(({ payload }) => payload?.changes)) as Record<
    string,
    [unknown, unknown]
  >;
  const standing = whyNotUndone({ ...first, changes }, before ?? {}, ctx.now);
  if (standing && standing.fields.length > 0) {
    throw new Refusal(
      'conflict',
      standing.why,
      Object.fromEntries(standing.fields.map((name) => [name, standing.why])),
    );
  }
  if (standing) throw new Refusal('step-refused', standing.why);
  const fields: Row = Object.fromEntries(Object.entries(changes).map(([field, [from]]) => [field, from]));
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
