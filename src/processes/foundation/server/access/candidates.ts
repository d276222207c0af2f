import { formatFilter } from '#/engines/filter/filter.ts';
import { toField } from '#/base/words.ts';
import type { Runner } from '#/platform/database/pools.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import type { Kit, RecordType } from '#/record/server/kit.ts';
import type { Grant } from '#/processes/foundation/shared/role.ts';
import { readGrant } from './grants.ts';
import type { Involvement } from './predicates.ts';

/**
 * The people that an explanation has to look at: whoever has a membership, and whoever is involved in the record.
 * Everybody else holds the role `user` alone, and does not see a record by it unless they are involved; where that role
 * was changed to say more, everybody with an account is looked at. At most `most`.
 */
export async function candidates(
  tx: Runner,
  kit: Kit,
  type: RecordType,
  of: Involvement | undefined,
  row: Row,
  most: number,
): Promise<{ ids: string[]; complete: boolean }> {
  const named = (of?.columns ?? []).map((column) => row[toField(column)]).filter((id) => typeof id === 'string');
  const everybody = !(await usersNeedInvolvement(tx, kit, type));
  const rows = await tx.query<{ id: string }>({
    sql: `select p.id from person p join account a on a.person = p.id and not a.disabled where p.state = 'active' and (
        $1 or p.id = any($2::uuid[])
        or exists (select 1 from membership m where m.person = p.id and m.state = 'active')
        or exists (select 1 from item_access i where i.person = p.id and i.item = $3))
      order by mainstay_fold(p.name), p.id limit $4`,
    parameters: [everybody, named, row['id'], most + 1],
  });
  return { ids: rows.slice(0, most).map(({ id }) => id), complete: rows.length <= most };
}

/** Whether the role that everybody holds shows people this kind of record only where they are involved. */
async function usersNeedInvolvement(tx: Runner, kit: Kit, type: RecordType): Promise<boolean> {
  const [user] = await tx.query<{ grants: Grant[] }>({
    sql: "select grants from role where code = 'user' and state = 'active'",
    parameters: [],
  });
  const shows = new Set([type.definition.read, type.definition.follow]);
  return (user?.grants ?? [])
    .filter(({ permission }) => shows.has(permission))
    .map((grant) => readGrant(kit, grant))
    .every((read) => !read.ok || (read.filter !== null && formatFilter(read.filter) === 'is:involved'));
}
