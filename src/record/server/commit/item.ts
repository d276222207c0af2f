import { equal } from '#/record/shared/equal.ts';
import type { Stage } from './commit.ts';

/** Writes the record's row in the registry of all records. */
export const item: Stage = {
  name: 'item',
  run(commit) {
    const { type, before, after, id } = commit;
    const { item: map, states, name } = type.definition;
    const dueMoved = map.due !== undefined && !equal(before?.[map.due], after[map.due]);
    if (before && (commit.notes['changed'] as string[]).length === 0 && !dueMoved) return;
    const value = (field: string | undefined) => (field === undefined ? null : (after[field] ?? null));
    const title = String(value(map.title) ?? after['number']);
    const common = [
      title,
      after['state'],
      states[after['state'] as string],
      value(map.priority),
      value(map.service),
      value(map.group),
      value(map.assignee),
      value(map.due),
      after['version'],
      id,
    ];
    if (before) {
      commit.writes.push({
        into: 'item',
        sql: `update item set title = $1, state = $2, state_group = $3, priority = $4, service = $5, support_group = $6,
          assignee = $7, due_at = $8, version = $9 where id = $10`,
        parameters: common,
      });
    } else {
      // In front of everything that points at it: notes, clocks, links.
      commit.writes.unshift({
        into: 'item',
        sql: `insert into item (title, state, state_group, priority, service, support_group, assignee, due_at, version, id,
          kind, number, customer, opened_at)
          values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
        parameters: [...common, name, after['number'], commit.customer, value(map.opened) ?? after['createdAt']],
      });
    }
  },
};
