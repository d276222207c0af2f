import { columnOf as filterColumn } from '#/engines/filter/column.ts';
import type { FieldType, FilterSchema } from '#/engines/filter/schema.ts';
import type { OwnField } from '#/record/shared/field.ts';
import { ownName } from '#/record/shared/own-fields.ts';
import { configurationOf } from './configuration.ts';
import type { Context, Face } from './context.ts';
import { filterType } from '#/record/shared/filter-type.ts';
import type { Kit, OwnColumn, RecordType } from './kit.ts';

/**
 * A record type as the configuration of this request has it: with customers' own fields, under `custom.key`, to be
 * filtered, sorted, listed and exported like all others. One for each epoch, so that what is remembered by type holds.
 */
export async function configured(ctx: Context, type: RecordType): Promise<RecordType> {
  const { name, custom } = type.definition;
  if (!custom) return type;
  const configuration = await configurationOf(ctx);
  return configuration.derive(`type ${name}`, async () => withOwn(type, await ctx.kit.customFields(ctx, name)));
}

/** The kit with all its types as {@link configured} gives them, for what is asked of a kit alone. */
export async function configuredKit(ctx: Context): Promise<Kit> {
  const types = [...ctx.kit.types].map(async ([name, type]) => [name, await configured(ctx, type)] as const);
  return { ...ctx.kit, types: new Map(await Promise.all(types)) };
}

function withOwn(type: RecordType, fields: Readonly<Record<string, OwnField>>): RecordType {
  const own = Object.entries(fields).flatMap(([key, field]) => columnOf(type, key, field) ?? []);
  if (own.length === 0) return type;
  const filters: Record<string, FieldType> = { ...type.filters.fields };
  for (const { field, key, definition } of own) {
    const known = filterType(definition);
    if (known) filters[field] = { ...known, column: key, custom: true };
  }
  return { ...type, own, filters: { ...type.filters, fields: filters } };
}

function columnOf(type: RecordType, key: string, definition: OwnField): OwnColumn | null {
  const known = filterType(definition);
  if (!known) return null;
  const filtered: FieldType = { ...known, column: key, custom: true };
  const value = (face: Face, alias: string) =>
    filterColumn(key, throughFace(type, filtered, face), `${alias}.`, literal).value();
  const sqlType = known.type === 'number' ? 'numeric' : known.type === 'boolean' ? 'boolean' : 'text';
  return { field: ownName(key), key, definition, type: sqlType, value };
}

/** A key as it stands in the statement itself: it comes from the configuration, and is the same for every request. */
const literal = (value: unknown): string => `'${String(value).replaceAll("'", "''")}'`;

/**
 * On the portal the document is what everybody may know of it: its login roles cannot read the whole, which has staff's
 * own fields too.
 */
function throughFace({ table }: RecordType, type: FieldType, face: Face): FieldType {
  if (face === 'workspace') return type;
  return { ...type, document: (prefix) => `${table}_open_custom(${prefix}id)` };
}

const portals = new WeakMap<RecordType, FilterSchema>();

/** What conditions about a type are compiled with, through a face. */
export function schemaThrough(type: RecordType, face: Face): FilterSchema {
  if (face === 'workspace' || type.own.length === 0) return type.filters;
  let found = portals.get(type);
  if (!found) {
    const fields = Object.entries(type.filters.fields).map(([name, field]) => [
      name,
      field.custom === true ? throughFace(type, field, face) : field,
    ]);
    found = { ...type.filters, fields: Object.fromEntries(fields) as FilterSchema['fields'] };
    portals.set(type, found);
  }
  return found;
}
