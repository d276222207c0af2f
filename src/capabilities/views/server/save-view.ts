import { message, notFound, Refusal } from '#/base/refusal.ts';
import type { Message } from '#/base/refusal.ts';
import { personOf } from '#/capabilities/search/server/query.ts';
import { writeOwn } from '#/capabilities/search/server/staff-pool.ts';
import { isId, newId } from '#/platform/ids.ts';
import type { Context } from '#/record/server/context.ts';
import type { RecordType } from '#/record/server/kit.ts';
import { holds } from '#/record/server/permission.ts';
import { readable } from '#/record/server/read/columns.ts';
import type { View } from '#/capabilities/views/shared/view.ts';
import { checkFilter } from './read-filter.ts';
import { typeOfViews } from './read-views.ts';

/** Who may show a view of theirs to everybody. */
export const sharePermission = 'views.share';

/** Most views of one person. */
const most = 100;

const returned = `id, kind, name, null as key, filter, sort, columns, shared, true as own, position`;

/** Saves a new view of the person's own. */
export async function saveView(ctx: Context, input: Record<string, unknown>): Promise<View> {
  const type = await typeOfViews(ctx, input['kind'] as string | undefined);
  const { kind: _, ...rest } = input;
  const values = check(ctx, type, { filter: '', ...rest });
  if (!('name' in values)) throw new Refusal('invalid', 'refusal.invalid', { name: message('field.required') });
  const person = personOf(ctx);
  return writeOwn(ctx, async (tx) => {
    const [{ count } = { count: 0 }] = await tx.query<{ count: number }>({
      sql: 'select count(*) as count from saved_view where person = $1',
      parameters: [person],
    });
    if (count >= most) throw new Refusal('conflict', message('view.too-many', { max: most }));
    const [view] = await tx.query<View>({
      sql: `insert into saved_view (id, person, kind, name, filter, sort, columns, shared, position, at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning ${returned}`,
      parameters: [
        newId(ctx.now),
        person,
        type.definition.name,
        values['name'],
        values['filter'] ?? '',
        values['sort'] ?? null,
        values['columns'] ?? [],
        values['shared'] ?? false,
        values['position'] ?? count + 1,
        new Date(ctx.now).toISOString(),
      ],
    });
    return view as View;
  });
}

/** Changes a view of the person's own: its name, what it lists, its place, whether others have it too. */
export async function changeView(ctx: Context, id: string | undefined, input: Record<string, unknown>): Promise<View> {
  if (!isId(id)) throw notFound();
  const person = personOf(ctx);
  return writeOwn(ctx, async (tx) => {
    const [known] = await tx.query<{ kind: string }>({
      sql: 'select kind from saved_view where id = $1 and person = $2 for update',
      parameters: [id, person],
    });
    if (!known) throw notFound();
    const values = check(ctx, await typeOfViews(ctx, known.kind), input);
    const names = Object.keys(values);
    if (names.length === 0) throw new Refusal('bad-request', 'refusal.nothing-to-change');
    const sets = names.map((name, index) => `${name} = $${index + 2}`);
    const [view] = await tx.query<View>({
      sql: `update saved_view set ${sets.join(', ')} where id = $1 returning ${returned}`,
      parameters: [id, ...Object.values(values)],
    });
    return view as View;
  });
}

/** Deletes a view of the person's own. */
export async function deleteView(ctx: Context, id: string | undefined): Promise<{ id: string }> {
  if (!isId(id)) throw notFound();
  const gone = await writeOwn(ctx, (tx) =>
    tx.query<{ id: string }>({
      sql: 'delete from saved_view where id = $1 and person = $2 returning id',
      parameters: [id, personOf(ctx)],
    }),
  );
  if (gone.length === 0) throw notFound();
  return { id };
}

/** Checks what a person may set; the keys of the result are columns of ours, never of theirs. */
function check(ctx: Context, type: RecordType, input: Record<string, unknown>): Record<string, unknown> {
  const problems: Record<string, Message> = {};
  const values: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(input)) {
    const result = checkOne(ctx, type, name, value);
    if ('problem' in result) problems[name] = result.problem;
    else values[name] = result.value;
  }
  if (Object.keys(problems).length > 0) throw new Refusal('invalid', 'refusal.invalid', problems);
  if (typeof values['filter'] === 'string') checkFilter(type, values['filter']);
  if (values['shared'] === true && !holds(ctx.actor, sharePermission)) {
    throw new Refusal('forbidden', message('refusal.forbidden', { permission: sharePermission }));
  }
  return values;
}

type Result = { value: unknown } | { problem: Message };

function checkOne(ctx: Context, type: RecordType, name: string, value: unknown): Result {
  const known = (field: unknown) =>
    typeof field === 'string' &&
    [...type.columns, ...type.own].some((column) => column.field === field) &&
    readable(ctx, type, field);
  switch (name) {
    case 'name': {
      const text = typeof value === 'string' ? value.normalize('NFC').trim() : '';
      if (text === '') return { problem: message('field.required') };
      // eslint-disable-next-line no-control-regex
      if (/[\u0000-\u001F\u007F]/.test(text)) return { problem: message('field.control-characters') };
      return text.length > 100 ? { problem: message('field.too-long', { max: 100 }) } : { value: text };
    }
    case 'filter':
      return typeof value === 'string' ? { value: value.trim() } : { problem: message('field.not-text') };
    case 'sort':
      if (value === null) return { value };
      if (typeof value === 'string' && known(value.replace(/^-/, ''))) return { value };
      return { problem: message('refusal.unknown-sort', { field: String(value).slice(0, 100) }) };
    case 'columns':
      if (Array.isArray(value) && value.length <= 50 && value.every((field) => known(field))) return { value };
      return { problem: message('view.unknown-columns') };
    case 'shared':
      return typeof value === 'boolean' ? { value } : { problem: message('field.not-boolean') };
    case 'position':
      if (Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 10_000) return { value };
      return { problem: message('field.not-integer') };
    default:
      return { problem: message('field.unknown') };
  }
}
