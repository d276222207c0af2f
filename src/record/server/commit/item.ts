import { equal } from '#/record/shared/equal.ts';
import type { RecordType } from '../kit.ts';
import type { Row, Stage } from './commit.ts';

/** Writes the record's row in the registry of all records. */
export const item: Stage = {
  name: 'item',
  run(commit) {
    const { type, before, after, id } = commit;
    const now = columnsOf(type, after);
    if (before) {
      const stood = columnsOf(type, before);
      // What stands is left out: a title has words to be found by, which are not worked out anew then.
      const moved = Object.entries(now).filter(([column, value]) => !equal(stood[column], value));
      if (moved.length === 0) return;
      commit.writes.push({
        into: 'item',
        sql: `update item set ${moved.map(([column], n) => `${column} = $${n + 2}`).join(', ')} where id = $1`,
        parameters: [id, ...moved.map(([, value]) => value)],
      });
    } else {
      const { name, item: map } = type.definition;
      const all = {
        ...now,
        id,
        kind: name,
        number: after['number'],
        customer: commit.customer,
        opened_at: (map.opened === undefined ? null : after[map.opened]) ?? after['createdAt'],
      };
      // In front of everything that points at it: notes, clocks, links.
      commit.writes.unshift({
        into: 'item',
        sql: `insert into item (${Object.keys(all).join(', ')}) values (${Object.keys(all)
          .map((_, n) => `$${n + 1}`)
          .join(', ')})`,
        parameters: Object.values(all),
      });
    }
  },
};

/** What the registry keeps of a record, by its columns. */
function columnsOf({ definition: { item: map, states } }: RecordType, row: Row): Row {
  const value = (field: string | undefined) => (field === undefined ? null : (row[field] ?? null));
  return {
    title: String(value(map.title) ?? row['number']),
    state: row['state'],
    state_group: states[row['state'] as string],
    priority: value(map.priority),
    service: value(map.service),
    support_group: value(map.group),
    assignee: value(map.assignee),
    due_at: value(map.due),
    version: row['version'],
  };
}
