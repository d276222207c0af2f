import { quoteIdentifier } from './identifier.ts';
import { dateForm, jsonType, type Scalar } from './field-value.ts';
import { idType, type AddParameter, type FieldType } from './schema.ts';

/** The SQL of one field: its value, and the comparisons an index can answer. */
export interface Column {
  /** The value, null when it is empty or not of the field's type. */
  readonly value: () => string;
  /** True or false, never null. */
  readonly empty: () => string;
  readonly parameter: (value: Scalar) => string;
  readonly equals: (values: readonly Scalar[]) => string;
  readonly differs: (values: readonly Scalar[]) => string;
  readonly overlaps: (values: readonly Scalar[]) => string;
}

/** The SQL of a field, as a real column or as a key of `custom`. */
export function columnOf(name: string, type: FieldType, prefix: string, param: AddParameter): Column {
  return type.custom === true
    ? customColumn(type.column ?? name, type, prefix, param)
    : realColumn(keyed(`${prefix}${quoteIdentifier(type.column ?? name)}`, type), type, param);
}

const keyed = (column: string, type: FieldType): string =>
  type.anyCase === true ? `mainstay_number(${column})` : column;

function realColumn(column: string, type: FieldType, param: AddParameter): Column {
  const isList = type.type === 'tags' || type.type === 'refs';
  const written = wordsOf(type);
  const one = (value: Scalar): string =>
    written([value])?.map((word) => `'${word}'`)[0] ?? `${param(value)}::${sqlType(type, [value])}`;
  const many = (values: readonly Scalar[]): string => {
    const words = written(values);
    return words ? `'{${words.join(',')}}'::text[]` : `${param(values)}::${sqlType(type, values)}[]`;
  };
  return {
    value: () => column,
    empty: () => {
      if (isList) return `(coalesce(cardinality(${column}), 0) = 0)`;
      const isText = type.type === 'text' || type.type === 'choice' || (type.type === 'ref' && idType(type) === 'text');
      return isText ? `(${column} is null or ${column} = '')` : `(${column} is null)`;
    },
    parameter: one,
    equals: (values) => {
      const [first] = values;
      return values.length === 1 && first !== undefined
        ? `(${column} = ${one(first)})`
        : `(${column} = any(${many(values)}))`;
    },
    differs: (values) => `(${column} <> all(${many(values)}))`,
    overlaps: (values) => `(${column} && ${many(values)})`,
  };
}

/**
 * Words of a closed list, in its order, to be written into the statement itself: then a plan that is kept knows them,
 * and an index of what goes on answers a question about what goes on. Null where one is not of the list, or no plain word.
 */
function wordsOf({ type, values: list }: FieldType): (values: readonly Scalar[]) => readonly string[] | null {
  if (type !== 'choice' || list === undefined) return () => null;
  return (values) => {
    const wanted = new Set(values);
    const words = list.filter((word) => wanted.has(word));
    return words.length === wanted.size && words.every((word) => /^[a-z][a-z0-9-]*$/.test(word)) ? words : null;
  };
}

function customColumn(key: string, type: FieldType, prefix: string, param: AddParameter): Column {
  const custom = type.document?.(prefix) ?? `${prefix}"custom"`;
  const json = jsonType(type);
  const cast = json === 'number' ? 'numeric' : json === 'boolean' ? 'boolean' : 'text';
  // A wrongly typed value must be empty, not an error that breaks every list; `case` keeps the cast from being tried.
  const value = (): string => {
    const name = param(key);
    const text = `(${custom} ->> ${name}::text)`;
    const form = type.type === 'date' ? ` and ${text} ~ '${dateForm}'` : '';
    const typed = `case when jsonb_typeof(${custom} -> ${name}::text) = '${json}'${form} then ${text}::${cast} end`;
    return type.type === 'date' ? `((${typed}) collate "C")` : `(${typed})`;
  };
  const one = (scalar: Scalar): string => `${param(scalar)}::${cast}`;
  // Containment is what the index on `custom` answers; it compares type and value, as `===` does.
  const contains = (documents: readonly string[]): string =>
    documents.length === 1
      ? `(${custom} @> ${param(documents[0])}::jsonb)`
      : `(${custom} @> any(${param(documents)}::jsonb[]))`;
  const isList = type.type === 'tags' || type.type === 'refs';
  return {
    value,
    empty: () => {
      if (!isList) return `(coalesce(${value()}::text, '') = '')`;
      const list = `(${custom} -> ${param(key)}::text)`;
      return `(case when jsonb_typeof(${list}) = 'array' then jsonb_array_length(${list}) = 0 else true end)`;
    },
    parameter: one,
    equals: (values) => contains(values.map((item) => JSON.stringify({ [key]: item }))),
    differs: (values) => `(${value()} <> all(${param(values)}::${cast}[]))`,
    overlaps: (values) => contains(values.map((item) => JSON.stringify({ [key]: [item] }))),
  };
}

/**
 * The type a parameter is cast to. Numbers take the narrowest that holds them all, so that an index on an integer
 * column still answers; PostgreSQL compares across its number types exactly.
 */
function sqlType(type: FieldType, values: readonly Scalar[]): string {
  switch (type.type) {
    case 'number':
      if (!values.every((value) => Number.isInteger(value))) return 'numeric';
      return values.every((value) => Math.abs(value as number) < 2 ** 31) ? 'integer' : 'bigint';
    case 'boolean':
      return 'boolean';
    case 'date':
      return 'date';
    case 'instant':
      return 'timestamptz';
    case 'ref':
    case 'refs':
      return idType(type);
    default:
      return 'text';
  }
}
