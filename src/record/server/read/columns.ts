import { quote } from '#/platform/database/build.ts';
import type { Context } from '../context.ts';
import type { RecordType } from '../kit.ts';

const selections = new WeakMap<RecordType, Map<string, string>>();

/**
 * What the portal never has of any record: the document of customers' own fields, which holds fields of both audiences,
 * and the parts of the head that move with whatever staff change, so that nobody sees by them that something was done
 * inside. Instead of the last change the portal has the last public one, see {@link selection}.
 */
const inside: ReadonlySet<string> = new Set(['custom', 'version', 'updatedAt', 'updatedBy']);

/** Whether a field may leave the server through a face. */
export function readable({ face }: Pick<Context, 'face'>, type: RecordType, field: string): boolean {
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
export function selection(ctx: Context, type: RecordType, alias: string, only?: readonly string[]): string {
  const key = `${ctx.face} ${alias} ${only?.join(' ') ?? '*'}`;
  let byKey = selections.get(type);
  if (!byKey) selections.set(type, (byKey = new Map()));
  let found = byKey.get(key);
  if (found === undefined) {
    const columns = type.columns
      .filter(({ field }) => readable(ctx, type, field))
      .filter(({ field }) => !only || only.includes(field) || head.has(field))
      .map(({ field, column }) => `${alias}.${quote(column)} as ${quote(field)}`);
    if (ctx.face === 'portal' && (!only || only.includes('updatedAt'))) columns.push(lastPublicChange(alias));
    found = columns.join(', ');
    if (byKey.size < 500) byKey.set(key, found);
  }
  return found;
}

function lastPublicChange(alias: string): string {
  return `coalesce((select h.at from history h where h.item = ${alias}.id and h.audience = 'everyone'
    and h.payload ? 'changes' order by h.at desc, h.id desc limit 1), ${alias}.created_at) as "updatedAt"`;
}

const head = new Set(['id', 'number', 'state', 'version']);
