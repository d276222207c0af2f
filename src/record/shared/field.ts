/**
 * The kinds of field that a record can have. A field is plain data: the table, the input check, the form, the list
 * column, the filter and the export are all derived from it.
 */
export type FieldKind =
  | 'text' // one line
  | 'long-text' // paragraphs
  | 'integer'
  | 'decimal'
  | 'boolean'
  | 'date' // a local date, YYYY-MM-DD
  | 'instant' // a moment, ISO 8601 with zone in the API
  | 'choice' // one of a closed list of words
  | 'level' // one of 1 … max, 1 being the most severe
  | 'ref' // another record
  | 'refs' // several other records
  | 'tags' // free words
  | 'json'; // a document with a named check

/** Who may read a field at all. `everyone`: also on the portal. `staff`: never leaves the workspace. */
export type Audience = 'everyone' | 'staff';

export interface Field<T = unknown> {
  kind: FieldKind;
  required: boolean;
  /** Set by actions only; refused as input. */
  computed: boolean;
  /** Given when the record is created, later changed by steps only. */
  byStep?: boolean;
  /** Kept for lists by what runs beside the record (its clocks): no version and no history of its own. */
  unversioned?: boolean;
  audience: Audience;
  /** Weight in full text search. */
  search?: 'A' | 'B' | 'C' | 'D';
  /** Column, where it is not the field's name in snake case. */
  column?: string;
  /** Largest length in characters, or number of entries. */
  max?: number;
  min?: number;
  /** The closed list of a choice. */
  options?: readonly string[];
  /** The record kind that a reference points at. */
  to?: string;
  /** A reference one step up a tree of the record's own kind: whoever follows it comes to an end, a ring is refused. */
  tree?: true;
  /**
   * A reference to whoever is to do something: only somebody who can work is taken (the condition `can-work` of the
   * kind pointed at, where it has one), and when they leave it is asked who does it instead.
   */
  duty?: true;
  unique?: boolean;
  /** Value used where a create does not name the field. */
  initial?: T;
  /** Format of a text: checked in the form and on the server alike. */
  format?: 'email' | 'phone' | 'url' | 'time-zone' | 'language' | 'country' | 'code';
  /** The named check of a `json` field, and the hint for its editor. */
  shape?: string;
  /** Never filled at run time: carries the value's type. */
  readonly type?: T;
}

/** A field that a customer added, with its names in the languages of the product. */
export interface OwnField extends Field {
  label: { en: string; sk: string };
}

type Extras<T> = Partial<Omit<Field<T>, 'kind' | 'type' | 'required' | 'computed'>>;

function field<T>(kind: FieldKind, extras: Extras<T> = {}): Field<T | null> {
  return { kind, required: false, computed: false, audience: 'everyone', ...extras } as Field<T | null>;
}

/** One line of text, at most 200 characters unless `max` says otherwise. */
export const text = (extras: Extras<string> = {}) => field<string>('text', { max: 200, ...extras });
/** Paragraphs, at most 50,000 characters unless `max` says otherwise. */
export const longText = (extras: Extras<string> = {}) => field<string>('long-text', { max: 50_000, ...extras });
export const integer = (extras: Extras<number> = {}) => field<number>('integer', extras);
export const decimal = (extras: Extras<number> = {}) => field<number>('decimal', extras);
export const flag = (extras: Extras<boolean> = {}) => field<boolean>('boolean', { initial: false, ...extras });
export const date = (extras: Extras<string> = {}) => field<string>('date', extras);
/** A moment: ISO 8601 in the API, epoch milliseconds never leave the server. */
export const instant = (extras: Extras<string> = {}) => field<string>('instant', extras);
/** One word of a closed list, stored as text. */
export function choice<const V extends readonly string[]>(options: V, extras: Extras<V[number]> = {}) {
  return field<V[number]>('choice', { options, ...extras });
}
/** A level from 1 (most severe) to `max`. */
export const level = (max: number, extras: Extras<number> = {}) => field<number>('level', { min: 1, max, ...extras });
/** A reference to one record of the kind `to`. */
export const ref = (to: string, extras: Extras<string> = {}) => field<string>('ref', { to, ...extras });
/** References to several records of the kind `to`. */
export const refs = (to: string, extras: Extras<string[]> = {}) =>
  field<string[]>('refs', { to, max: 200, initial: [], ...extras });
export const tags = (extras: Extras<string[]> = {}) => field<string[]>('tags', { max: 50, initial: [], ...extras });
/** A document; `shape` names its check (`shapes` in `app/processes.server.ts`) and its editor. */
export const json = <T>(shape: string, extras: Extras<T> = {}) => field<T>('json', { shape, ...extras });

/** Makes a field mandatory. */
export function required<T>(inner: Field<T | null>): Field<T> {
  return { ...inner, required: true } as Field<T>;
}

/** Makes a field one that actions set and nobody types. */
export function computed<T>(inner: Field<T>): Field<T> {
  return { ...inner, computed: true };
}

/**
 * Makes a field one that what runs beside the record keeps in it, for lists to sort and filter by: written with the
 * record's own changes or without any, it raises no version and leaves no history.
 */
export function unversioned<T>(inner: Field<T>): Field<T> {
  return { ...inner, unversioned: true };
}

/** Keeps a field out of the portal: out of its reads, searches, exports and messages. */
export function staffOnly<T>(inner: Field<T>): Field<T> {
  return { ...inner, audience: 'staff' };
}

export type Fields = Record<string, Field<never> | Field<unknown>>;

/** The value type of a field. */
export type ValueOf<F> = F extends { readonly type?: infer T } ? Exclude<T, undefined> : never;
