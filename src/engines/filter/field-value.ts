import { numberKey } from '#/base/number.ts';
import { readInstant } from './day.ts';
import { idType, own, type FieldType } from './schema.ts';

export type Scalar = string | number | boolean;
type FilterableRecord = Readonly<Record<string, unknown>>;

/** A date as stored in JSON: only its form is checked, by this pattern here and in SQL alike. */
export const dateForm = '^[0-9]{4}-[0-9]{2}-[0-9]{2}$';
const dateLike = new RegExp(dateForm);

/** What the record holds in a field with one value, as the engine compares it; null when empty or not of the type. */
export function readScalar(name: string, type: FieldType, record: FilterableRecord): Scalar | null {
  const raw = readRaw(name, type, record);
  return type.custom === true ? jsonScalar(type, raw) : columnScalar(type, raw);
}

/** What the record holds in a field with several values, or null. */
export function readList(name: string, type: FieldType, record: FilterableRecord): (Scalar | null)[] | null {
  const raw = readRaw(name, type, record);
  if (!Array.isArray(raw)) return null;
  return raw.map((item) => (type.custom === true ? jsonScalar(type, item) : columnScalar(type, item)));
}

function readRaw(name: string, type: FieldType, record: FilterableRecord): unknown {
  if (type.custom !== true) return own(record, name);
  const custom = own(record, 'custom');
  return typeof custom === 'object' && custom !== null
    ? own(custom as FilterableRecord, type.column ?? name)
    : undefined;
}

/** A value as a database driver or the domain hands it over. */
export function columnScalar(type: FieldType, raw: unknown): Scalar | null {
  switch (type.type) {
    case 'number':
      return toNumber(raw);
    case 'boolean':
      return typeof raw === 'boolean' ? raw : null;
    case 'date':
      return typeof raw === 'string' && dateLike.test(raw) ? raw : null;
    case 'instant':
      if (raw instanceof Date) return toNumber(raw.getTime());
      return typeof raw === 'string' ? readInstant(raw) : toNumber(raw);
    case 'ref':
    case 'refs': {
      const id = idType(type);
      if (id === 'integer' || id === 'bigint') return toNumber(raw);
      return typeof raw === 'string' ? (id === 'uuid' ? raw.toLowerCase() : raw) : null;
    }
    default:
      if (typeof raw !== 'string') return null;
      return type.anyCase === true ? numberKey(raw) : raw;
  }
}

/** A value inside `custom`, where JSON's own types are all there is. */
function jsonScalar(type: FieldType, raw: unknown): Scalar | null {
  const expected = jsonType(type);
  if (typeof raw !== expected) return null;
  if (type.type === 'date' && !dateLike.test(raw as string)) return null;
  return raw as Scalar;
}

/** The JSON type in which `custom` keeps a value of the field, or an item of its list. */
export function jsonType(type: FieldType): 'string' | 'number' | 'boolean' {
  if (type.type === 'boolean') return 'boolean';
  if (type.type === 'number' || type.type === 'instant') return 'number';
  const isRef = type.type === 'ref' || type.type === 'refs';
  return isRef && (idType(type) === 'integer' || idType(type) === 'bigint') ? 'number' : 'string';
}

/** Drivers give bigint and numeric as text. */
function toNumber(raw: unknown): number | null {
  if (typeof raw === 'string' && !/^-?\d+(\.\d+)?$/.test(raw)) return null;
  if (typeof raw !== 'number' && typeof raw !== 'string' && typeof raw !== 'bigint') return null;
  const number = Number(raw);
  return Number.isFinite(number) ? number : null;
}
