import { quote } from '#/platform/database/build.ts';
import type { Context } from '../context.ts';
import { toldAt } from '#/record/shared/define.ts';
import type { Field } from '#/record/shared/field.ts';
import type { Row } from '../commit/commit.ts';
import type { OwnColumn, RecordType } from '../kit.ts';

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
  const own = ownColumn(type, field);
  if (own) return face === 'workspace' || own.definition.audience !== 'staff';
  return face === 'workspace' || (!inside.has(field) && type.definition.fields[field]?.audience !== 'staff');
}

/** A customer's own field by its name (`custom.floor`), where the type has it. */
export function ownColumn({ own }: RecordType, field: string): OwnColumn | undefined {
  return own.find((column) => column.field === field);
}

/** The definition of a field, a customer's own included. */
export function fieldNamed(type: RecordType, name: string): Field | undefined {
  const { fields } = type.definition;
  return Object.hasOwn(fields, name) ? (fields[name] as Field) : ownColumn(type, name)?.definition;
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
  sort?: string,
): string {
  const asked = ownAsked(ctx, type, only, sort);
  return remembered(type, `${ctx.face} ${alias} ${only?.join(' ') ?? '*'} ${sort ?? ''}`, () => [
    ...type.columns.flatMap(({ field, column }) => {
      const name = shownAs(ctx, type, field);
      if (name === null || (only && !only.includes(name) && !head.has(name))) return [];
      return [`${alias}.${quote(column)} as ${quote(name)}`];
    }),
    ...asked.map(({ field, value }) => `${value(ctx.face, alias)} as ${quote(field)}`),
  ]);
}

/**
 * The customers' own fields that are selected by their names: those asked for, the one to sort by, and on the portal,
 * which never has the whole document, all that everybody may know.
 */
export function ownAsked(
  ctx: Pick<Context, 'face'>,
  type: RecordType,
  only?: readonly string[],
  sort?: string,
): OwnColumn[] {
  return type.own.filter(({ field }) => {
    if (!readable(ctx, type, field)) return false;
    return field === sort || (only ? only.includes(field) : ctx.face === 'portal');
  });
}

/** Puts customers' own fields that were selected by their names into the rows' `custom`, as every answer has them. */
export function gathered<R extends Row>(type: RecordType, rows: readonly R[]): void {
  if (type.own.length === 0) return;
  for (const row of rows as readonly Row[]) {
    const whole = Object.hasOwn(row, 'custom');
    for (const { field, key } of type.own) {
      if (!Object.hasOwn(row, field)) continue;
      if (!whole) row['custom'] = { ...(row['custom'] as Row | undefined), [key]: row[field] };
      delete row[field];
    }
  }
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
