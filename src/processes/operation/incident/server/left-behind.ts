import type { Predicate } from '#/engines/filter/schema.ts';
import { canWorkSql } from '#/processes/foundation/server/api.ts';

const going = `state in ('new', 'assigned', 'in-progress', 'pending')`;

/**
 * `is:left-behind`: cases that go on and are somebody's who cannot work any more or who is no longer in their group, or
 * of a group that is retired. Each arm has an index of its own. In memory nothing is known of either, and it holds for no case.
 */
export const leftBehind: Predicate = {
  sql: (_actor, alias) => `${alias}id in (
    select l.id from incident l join person p on p.id = l.assignee where l.${going} and not ${canWorkSql('p')}
    union all select l.id from incident l join support_group g on g.id = l.support_group
      where l.${going} and g.state <> 'active'
    union all select l.id from incident l join support_group g on g.id = l.support_group
      where l.${going} and l.assignee is not null and not l.assignee = any(g.members))`,
  memory: () => false,
  staffOnly: true,
};
