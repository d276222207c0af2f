import type { TestDatabase } from '#/record/test/database.ts';

/** Cases that keep another next deadline, in their row or in the registry, than the earliest of their running clocks. */
export function wrongDues({ owner }: Pick<TestDatabase, 'owner'>): Promise<unknown[]> {
  return owner(
    `select i.number, i.state, i.due_at as kept, t.due_at as registered, c.due from incident i
      join item t on t.id = i.id
      left join (select item, min(due_at) as due from clock where running = 'running' group by item) c on c.item = i.id
      where i.due_at is distinct from c.due or t.due_at is distinct from c.due`,
  );
}
