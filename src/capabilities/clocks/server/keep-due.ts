import { quote } from '#/platform/database/build.ts';
import type { Statement } from '#/platform/database/build.ts';
import type { Commit } from '#/record/server/commit/commit.ts';
import { set } from '#/record/server/commit/commit.ts';
import type { RecordType } from '#/record/server/kit.ts';
import { nextDeadline } from './stored.ts';
import type { StoredClock } from './stored.ts';

/**
 * Keeps the next deadline of a record's clocks, all of them given, in the field that its definition names for it: it is
 * written by the statement that writes the record.
 */
export function keepDue(commit: Commit, clocks: readonly StoredClock[]): void {
  const { due } = commit.type.definition.item;
  if (due !== undefined) set(commit, due, nextDeadline(clocks));
}

/**
 * The statements that keep the next deadlines of many records, where no commit writes them. `clocks` are all that may
 * run of each record, by its id. The caller holds the records' locks, taken before those of the clocks, as a commit does.
 */
export function writeDues(
  type: RecordType,
  clocks: ReadonlyMap<string, readonly StoredClock[]>,
): readonly Statement<unknown>[] {
  const field = type.definition.item.due;
  const column = type.columns.find((candidate) => candidate.field === field)?.column;
  if (column === undefined) return [];
  const parameters = [[...clocks.keys()], [...clocks.values()].map((some) => nextDeadline(some))];
  return [
    [type.table, column],
    ['item', 'due_at'],
  ].map(([table = '', name = '']) => ({
    sql: `update ${quote(table)} r set ${quote(name)} = d.due
      from unnest($1::uuid[], $2::timestamptz[]) as d (id, due)
      where r.id = d.id and r.${quote(name)} is distinct from d.due`,
    parameters,
  }));
}
