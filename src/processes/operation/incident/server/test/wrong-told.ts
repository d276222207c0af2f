import type { TestDatabase } from '#/record/test/database.ts';

/**
 * Cases that keep another time of their last public change than their history says: the last entry for everyone that
 * changed a field, or the beginning.
 */
export function wrongTold({ owner }: Pick<TestDatabase, 'owner'>): Promise<unknown[]> {
  return owner(
    `select i.number, i.state, i.version, i.told_at as kept, h.at as told from incident i
      cross join lateral (select coalesce((select at from history where item = i.id and audience = 'everyone'
        and payload ? 'changes' order by at desc, id desc limit 1), i.created_at) as at) h
      where i.told_at is distinct from h.at`,
  );
}
