import type { Message } from '#/base/refusal.ts';
import type { Runner } from '#/platform/database/pools.ts';
import type { Statement } from '#/platform/database/build.ts';
import type { Step } from '#/record/shared/define.ts';
import { toldAt } from '#/record/shared/define.ts';
import { equal } from '#/record/shared/equal.ts';
import type { Announcement } from '#/record/shared/events.ts';
import type { Context } from '../context.ts';
import type { RecordType } from '../kit.ts';
import type { Naming } from './answer.ts';

/** A record's values by field name; instants as ISO 8601, references as ids. */
export type Row = Record<string, unknown>;

/** One change on its way through the stages. */
export interface Commit {
  ctx: Context;
  tx: Runner;
  type: RecordType;
  action: string;
  step: Step | null;
  id: string;
  /** The input after its check. */
  input: Row;
  /** The version that the change was made on, where the door asked for it. */
  expected: number | null;
  before: Row | null;
  after: Row;
  /** Integer key of the customer's wall, or null for shared records. */
  customer: number | null;
  /** A new record's number on its way from the database; in `after` from the stage `check` on. */
  number: Promise<string> | null;
  announcements: Announcement[];
  /** Extra facts for the history entry: what was asked, why. Staff only unless listed in `told`. */
  remarks: Row;
  told: Row;
  /** Statements that go out together at the end of the pipeline. */
  writes: Statement<unknown>[];
  /** Where the answer is made of what is written: the names in it. */
  naming: Naming | null;
  /** What the stages leave for each other, and for the answer. */
  notes: Record<string, unknown>;
}

/** One stage of the pipeline. The order is in `app/commit.ts`. */
export interface Stage {
  name: string;
  /**
   * Asks for what the stage will need of a record that is there, in the packet that loads and locks it: it sees what the
   * lock waited for. Decides nothing, since nobody knows yet whether the record may be seen.
   */
  ahead?(commit: Commit): void;
  run(commit: Commit): void | Promise<void>;
}

/** Sets a field; stages after this one see it. */
export function set(commit: Commit, field: string, value: unknown): void {
  commit.after[field] = value;
}

/** The fields whose value differs between before and after (all that are filled, for a create). */
export function changedFields(commit: Commit): string[] {
  const { before, after, type } = commit;
  return type.columns
    .map(({ field }) => field)
    .filter((field) => !administrative.has(field) && !type.definition.fields[field]?.unversioned)
    .filter((field) => !equal(before?.[field], after[field]));
}

/** The fields that changed without counting as a change of the record: written, but no version and no history. */
export function changedBeside({ before, after, type }: Commit): string[] {
  return type.columns
    .map(({ field }) => field)
    .filter((field) => field === toldAt || type.definition.fields[field]?.unversioned)
    .filter((field) => !equal(before?.[field], after[field]));
}

/** What is no change of a record by itself, but moves with one. */
export const administrative: ReadonlySet<string> = new Set([
  'id',
  'number',
  'version',
  'createdAt',
  'createdBy',
  'updatedAt',
  'updatedBy',
  toldAt,
]);

/** The answer of {@link import('./perform.ts').perform}. */
export interface Outcome {
  id: string;
  number: string;
  version: number;
  state: string;
  /** Fields that changed. */
  changed: string[];
  /** Things that the person should know although the change went through. */
  warnings: Message[];
  notes: Record<string, unknown>;
}
