import { equal } from './equal.ts';

/** Names of customers' own fields begin with it, in forms, filters and lists as in what the server refuses: `custom.floor`. */
export const ownPrefix = 'custom.';

/** The name by which a customer's own field is filtered, sorted and listed. */
export const ownName = (key: string): string => ownPrefix + key;

/** The key of a customer's own field by its name; null for a field of the product. */
export const ownKey = (name: string): string | null =>
  name.startsWith(ownPrefix) ? name.slice(ownPrefix.length) : null;

type Values = Readonly<Record<string, unknown>>;

/** The document of customers' own fields of a record, if it has one. */
export function ownValues(row: Values): Values {
  const custom = Object.hasOwn(row, 'custom') ? row['custom'] : null;
  return typeof custom === 'object' && custom !== null ? (custom as Values) : {};
}

/** The value of a field of a record, a customer's own included. Nothing that a record does not have itself. */
export function valueIn(row: Values, name: string): unknown {
  const key = ownKey(name);
  const [from, of] = key === null ? [row, name] : [ownValues(row), key];
  return Object.hasOwn(from, of) ? from[of] : undefined;
}

/** A record with one value put in. */
export function withValue<R extends Values>(row: R, name: string, value: unknown): R {
  const key = ownKey(name);
  return key === null ? { ...row, [name]: value } : { ...row, custom: { ...ownValues(row), [key]: value } };
}

export type Changes = Readonly<Record<string, readonly [unknown, unknown]>>;

/**
 * What changed, field by field: customers' own fields, which a commit and history keep as one document, each by itself,
 * so that what was done to one of them does not hang on another.
 */
export function fieldByField({ custom, ...others }: Changes): Record<string, [unknown, unknown]> {
  const found: Record<string, [unknown, unknown]> = {};
  for (const [name, [before, after]] of Object.entries(others)) found[name] = [before, after];
  const [before, after] = [ownValues({ custom: custom?.[0] }), ownValues({ custom: custom?.[1] })];
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [was, is] = [valueIn(before, key) ?? null, valueIn(after, key) ?? null];
    if (!equal(was, is)) found[ownName(key)] = [was, is];
  }
  return found;
}
