import { message, Refusal } from '#/base/refusal.ts';
import type { Commit } from '#/record/server/commit/commit.ts';
import type { RecordedChange } from '#/capabilities/history/shared/undoable.ts';

/** A change with the entries that tell it. */
export interface FoundChange extends RecordedChange {
  /** Its oldest entry. */
  id: number;
  /** Its newest entry: what comes after that happened since. */
  last: number;
  /** Of an undo: what it took back. */
  undone: string | null;
}

interface Entry {
  id: number;
  action: string;
  at: string;
  payload: { changes?: Record<string, [unknown, unknown]>; undone?: string } | null;
}

/** The change that an undo is about: by one of its entries in the history, or by the version that it made. */
export async function findChange(commit: Commit): Promise<FoundChange> {
  const { tx, id, input } = commit;
  const entry = (input['entry'] as number | null | undefined) ?? null;
  const version = (input['version'] as number | null | undefined) ?? null;
  if ((entry === null) === (version === null)) {
    throw new Refusal('invalid', 'refusal.invalid', { entry: message('field.required') });
  }
  const entries = await tx.query<Entry>({
    // One change may have two entries: what everyone sees, and what staff alone sees.
    sql: `select e.id, e.action, e.at, e.payload from history h
      join history e on e.item = h.item and e.at = h.at and e.version is not distinct from h.version
        and e.action = h.action
      where h.item = $1 and h.id = (select coalesce($2::bigint, (select max(m.id) from history m
        where m.item = $1 and m.version = $3 and m.payload ? 'changes')))
      order by e.id`,
    parameters: [id, entry, version],
  });
  const [first] = entries;
  if (!first) throw new Refusal('invalid', 'refusal.invalid', { entry: message('history.no-such-entry') });
  const changes = Object.assign({}, ...entries.map(({ payload }) => payload?.changes)) as RecordedChange['changes'];
  const { id: oldest, action, at } = first;
  const undone = entries.find(({ payload }) => payload?.undone)?.payload?.undone ?? null;
  return { id: oldest, last: entries.at(-1)?.id ?? oldest, action, at, changes, undone };
}
