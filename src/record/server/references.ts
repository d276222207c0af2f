import { message } from '#/base/refusal.ts';
import { Parameters } from '#/platform/database/build.ts';
import type { Message } from '#/base/refusal.ts';
import type { Fields } from '#/record/shared/field.ts';
import type { Context } from './context.ts';
import type { Row } from './commit/commit.ts';

/** Checks that each reference points at a record of the right kind that is still in use. One statement for all. */
export async function checkReferences(ctx: Context, fields: Fields, values: Row): Promise<Record<string, Message>> {
  const wanted: { field: string; id: string; kind: string }[] = [];
  for (const [name, field] of Object.entries(fields)) {
    const value = values[name];
    if (!field.to || value == null) continue;
    for (const id of Array.isArray(value) ? value : [value])
      wanted.push({ field: name, id: String(id), kind: field.to });
  }
  if (wanted.length === 0 || !ctx.tx) return {};
  const parameters = new Parameters();
  // One placeholder each: with an array PostgreSQL would plan the statement anew every time.
  const places = wanted.map(({ id }) => `${parameters.value(id)}::uuid`).join(', ');
  const found = await ctx.tx.query<{ id: string; kind: string; state_group: string }>({
    sql: `select id, kind, state_group from item where id in (${places})`,
    parameters: parameters.values,
  });
  const byId = new Map(found.map((row) => [row.id, row]));
  const problems: Record<string, Message> = {};
  for (const { field, id, kind } of wanted) {
    const target = byId.get(id);
    if (!target || target.kind !== kind) problems[field] = message('field.unknown-record', { kind });
    else if (target.state_group === 'ended' && ctx.kit.types.get(kind)?.definition.states['retired']) {
      problems[field] = message('field.retired-record', { kind });
    }
  }
  return problems;
}
