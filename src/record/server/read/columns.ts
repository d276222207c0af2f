import { quote } from '#/platform/database/build.ts';
import type { Context } from '../context.ts';
import { toldAt } from '#/record/shared/define.ts';
import type { RecordType } from '../kit.ts';

const selections = new WeakMap<RecordType, Map<string, string>>();

/**
 * What the portal never has of any record: the document of customers' own fields, which holds fields of both audiences,
 * and the parts of the head that move with whatever staff change, so that nobody sees by them that something was done
 * inside. Instead of the last change the portal has the last public one, see {@link shownAs}.
 */
const inside: ReadonlySet<string> = new Set(['custom', 'version', 'updatedAt', 'updatedBy']);

/** Whether a field may leave the server through a face under its own name: {@link toldAt} has another, see {@link shownAs}. */
export function readable({ face }: Pick<Context, 'face'>, type: RecordType, field: string): boolean {
  if (field === toldAt) return false;
  return face === 'workspace' || (!inside.has(field) && type.definition.fields[field]?.audience !== 'staff');
}

/** Whether a field may be asked for in an answer: what may be read, and on the portal the last public change. */
export function answerable(ctx: Pick<Context, 'face'>, type: RecordType, field: string): boolean {
  return readable(ctx, type, field) || (ctx.face === 'portal' && field === 'updatedAt');
}

/**
 * The select list of a record type through the actor's face: columns under their field names, never a column that
 * the face may not read. `only` narrows it, the head fields always being there. On the portal `updatedAt` is the time
 * of the last change that its history shows.
 */
export function selection(
  ctx: Pick<Context, 'face'>,
  type: RecordType,
  alias: string,
  only?: readonly string[],
): string {
  return remembered(type, `${ctx.face} ${alias} ${only?.join(' ') ?? '*'}`, () =>
    type.columns.flatMap(({ field, column }) => {
      const name = shownAs(ctx, type, field);
      if (name === null || (only && !only.includes(name) && !head.has(name))) return [];
      return [`${alias}.${quote(column)} as ${quote(name)}`];
    }),
  );
}

/** Under what name a face has a field; null where it does not. */
function shownAs(ctx: Pick<Context, 'face'>, type: RecordType, field: string): string | null {
  if (field === toldAt) return ctx.face === 'portal' ? 'updatedAt' : null;
  return readable(ctx, type, field) ? field : null;
}

/** The select list of a whole row, for changes: every column under its field's name, and the wall's key as `$customer`. */
export function wholeRow(type: RecordType, alias: string): string {
  const { columns, definition } = type;
  return remembered(type, `whole ${alias}`, () => [
    ...columns.map(({ field, column }) => `${alias}.${quote(column)} as ${quote(field)}`),
    ...(definition.customer === 'own' ? [`${alias}.customer as "$customer"`] : []),
  ]);
}

function remembered(type: RecordType, key: string, columns: () => readonly string[]): string {
  let byKey = selections.get(type);
  if (!byKey) selections.set(type, (byKey = new Map()));
  let found = byKey.get(key);
  if (found === undefined) {
    found = columns().join(', ');
    if (byKey.size < 500) byKey.set(key, found);
  }
  return found;
}

const head = new Set(['id', 'number', 'state', 'version']);
