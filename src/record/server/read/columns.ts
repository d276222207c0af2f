import { quote } from '#/platform/database/build.ts';
import type { Context } from '../context.ts';
import type { RecordType } from '../kit.ts';

const selections = new WeakMap<RecordType, Map<string, string>>();

/** Whether a field may leave the server through a face. Head fields may. */
export function readable(ctx: Context, type: RecordType, field: string): boolean {
  // The document of customers' own fields holds fields of both audiences: it stays inside as a whole.
  if (field === 'custom' && ctx.face === 'portal') return false;
  return ctx.face === 'workspace' || type.definition.fields[field]?.audience !== 'staff';
}

/**
 * The select list of a record type through the actor's face: columns under their field names, never a column that
 * the face may not read. `only` narrows it, the head fields always being there.
 */
export function selection(ctx: Context, type: RecordType, alias: string, only?: readonly string[]): string {
  const key = `${ctx.face} ${alias} ${only?.join(' ') ?? '*'}`;
  let byKey = selections.get(type);
  if (!byKey) selections.set(type, (byKey = new Map()));
  let found = byKey.get(key);
  if (found === undefined) {
    found = type.columns
      .filter(({ field }) => readable(ctx, type, field))
      .filter(({ field }) => !only || only.includes(field) || head.has(field))
      .map(({ field, column }) => `${alias}.${quote(column)} as ${quote(field)}`)
      .join(', ');
    if (byKey.size < 500) byKey.set(key, found);
  }
  return found;
}

const head = new Set(['id', 'number', 'state', 'version']);
