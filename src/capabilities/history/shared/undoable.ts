import type { Message } from '#/base/refusal.ts';
import { message } from '#/base/refusal.ts';
import { DAY } from '#/base/time.ts';
import { equal } from '#/record/shared/equal.ts';
import { fieldByField, valueIn } from '#/record/shared/own-fields.ts';

/** How many days an edit can be undone. */
export const undoDays = 30;

/** A change as history keeps it. */
export interface RecordedChange {
  action: string;
  /** ISO 8601. */
  at: string;
  /** Field → value before, value after. */
  changes: Readonly<Record<string, readonly [unknown, unknown]>>;
}

/** Why a change stays; `fields` are those that somebody has changed since. */
export interface Standing {
  why: Message;
  fields: readonly string[];
}

/** Whether a change is one of fields alone. */
export const isEdit = ({ action }: Pick<RecordedChange, 'action'>): boolean => action === 'edit' || action === 'undo';

/**
 * Why a change of a record cannot be undone at `now` (epoch milliseconds), or null when it can: the one rule that the
 * server holds to and that pages show beforehand. Whether the person may edit the record is asked elsewhere, and so is
 * whether somebody has worked on it since a step. `undoable`: the steps that stay in the house.
 */
export function whyNotUndone(
  change: RecordedChange,
  record: Readonly<Record<string, unknown>>,
  now: number,
  undoable: readonly string[],
): Standing | null {
  if (!isEdit(change) && !undoable.includes(change.action)) return { why: message('history.told'), fields: [] };
  if (now - Date.parse(change.at) > undoDays * DAY)
    return { why: message('history.too-old', { days: undoDays }), fields: [] };
  const fields = Object.entries(fieldByField(change.changes))
    .filter(([field, [, after]]) => !equal(valueIn(record, field), after))
    .map(([field]) => field);
  return fields.length > 0 ? { why: message('history.changed-since'), fields } : null;
}
