import type { Filter } from '#/engines/filter/filter.ts';
import { toField } from '#/base/words.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import type { Context } from '#/record/server/context.ts';
import { runRead } from '#/record/server/context.ts';
import type { Cause } from '#/processes/foundation/shared/access.ts';
import type { LoadedActor } from './actor.ts';
import type { Involvement } from './predicates.ts';

/** Looks up what the named conditions of a filter saw in the record and the person. */
export async function causesOf(
  ctx: Context,
  of: Involvement | undefined,
  filter: Filter,
  record: Row,
  involved: readonly { person: string; reason: string }[],
  { rows, profile }: LoadedActor,
): Promise<Cause[]> {
  if (!of) return [];
  const me = profile.person.id;
  const named = predicatesOf(filter);
  const causes: Cause[] = [];
  if (named.has('involved')) {
    for (const field of of.columns.map(toField)) if (record[field] === me) causes.push({ kind: 'field', field });
    for (const { person, reason } of involved) {
      if (person === me) causes.push({ kind: reason as 'watcher' | 'participant' });
    }
  }
  if (named.has('served') || named.has('contact')) {
    const above = await organisationsAbove(ctx, record[of.customerField ?? 'customer']);
    if (named.has('served')) {
      for (const { id, name, serves } of rows.groups) {
        if (serves.length === 0 || serves.some((one) => above.has(one))) causes.push({ kind: 'group', id, name });
      }
    }
    if (named.has('contact')) {
      for (const { code, organisation: id, organisation_name: name } of rows.roles) {
        if (code === 'contact' && above.has(id)) causes.push({ kind: 'organisation', id, name });
      }
    }
  }
  const assignee = toField(of.assigneeColumn ?? 'assignee');
  if (named.has('mine') && record[assignee] === me) causes.push({ kind: 'field', field: assignee });
  if (named.has('my-groups')) {
    const group = rows.groups.find(({ id }) => id === record[of.groupField ?? 'group']);
    if (group) causes.push({ kind: 'group', id: group.id, name: group.name });
  }
  return causes;
}

function predicatesOf(filter: Filter, found = new Set<string>()): Set<string> {
  if (filter.kind === 'predicate') found.add(filter.name);
  else if (filter.kind === 'not') predicatesOf(filter.of, found);
  else if (filter.kind === 'and' || filter.kind === 'or') for (const part of filter.of) predicatesOf(part, found);
  return found;
}

/** An organisation and everything above it in the tree. */
async function organisationsAbove(ctx: Context, id: unknown): Promise<ReadonlySet<string>> {
  const rows = await runRead<{ id: string }>(ctx, {
    sql: `with recursive above as (
        select id, parent from organisation where id = $1
        union select o.id, o.parent from organisation o join above on o.id = above.parent)
      select id from above`,
    parameters: [id],
  });
  return new Set(rows.map((row) => row.id));
}
