/** Minutes, hours, days, weeks. */
export type TimeUnit = 'm' | 'h' | 'd' | 'w';

/** `now`, `now-7d`, `today+1w`: a moment that is only known when the filter runs. `amount` is signed. */
export interface RelativeTime {
  readonly relative: 'now' | 'today';
  readonly amount: number;
  readonly unit: TimeUnit;
}

/** `me` (attribute `me`) or `my.groups` (attribute `groups`): a value, or a list of values, of whoever asks. */
export interface ActorAttribute {
  readonly actor: string;
}

/** `customer = 'Acme'`: a record meant by its name. `resolveNames` turns it into an id; until then it equals nothing. */
export interface NamedRecord {
  readonly name: string;
}

/**
 * One value of a condition. Dates are `YYYY-MM-DD`, instants ISO 8601 in UTC (`2026-01-31T10:00:00Z`), UUIDs lower
 * case, integer ids numbers.
 */
export type Value = string | number | boolean | RelativeTime | ActorAttribute | NamedRecord;

export type Operator =
  | '='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | 'in'
  | 'not in'
  | '~'
  | 'starts'
  | 'has'
  | 'between'
  | 'is empty'
  | 'is not empty';

/** A field compared with values: none for `is empty`, two for `between`, any number for `in`, else one. */
export interface Condition {
  readonly kind: 'condition';
  readonly field: string;
  readonly operator: Operator;
  readonly values: readonly Value[];
}

/** `is:watched`: a condition that the schema brings under a name. */
export interface NamedPredicate {
  readonly kind: 'predicate';
  readonly name: string;
}

/** Free text: every item is a word, or a phrase when it holds spaces. Only at the top of what a person types. */
export interface Words {
  readonly kind: 'words';
  readonly words: readonly string[];
}

export interface Always {
  readonly kind: 'always';
  readonly value: boolean;
}

/** All of two or more. */
export interface And {
  readonly kind: 'and';
  readonly of: readonly Filter[];
}

/** Any of two or more. */
export interface Or {
  readonly kind: 'or';
  readonly of: readonly Filter[];
}

/** True where the inner filter is not true, which includes "not known". */
export interface Not {
  readonly kind: 'not';
  readonly of: Filter;
}

/** A filter as plain JSON, as it is stored in rows. Never changed in place. */
export type Filter = Always | And | Or | Not | Condition | NamedPredicate | Words;

export const everything: Filter = Object.freeze({ kind: 'always', value: true });
export const nothing: Filter = Object.freeze({ kind: 'always', value: false });

/** All of the filters: everything when there are none. */
export function allOf(filters: readonly Filter[]): Filter {
  return filters.length > 1 ? { kind: 'and', of: filters } : (filters[0] ?? everything);
}

/** Any of the filters: nothing when there are none, so that no grant grants nothing. */
export function anyOf(filters: readonly Filter[]): Filter {
  return filters.length > 1 ? { kind: 'or', of: filters } : (filters[0] ?? nothing);
}

/** Narrows a value to a record that is meant by its name. */
export function isNamedRecord(value: Value): value is NamedRecord {
  return typeof value === 'object' && 'name' in value;
}
