/** A value of a field as a mapping writes it: references by name, instants in ISO 8601. */
export type Value = string | number | boolean | null | readonly string[];

/** Where a value comes from. `take` says which of several events speaks: the last that says anything, by default. */
export type From =
  | { column: string; take?: 'first' | 'last' | 'all' }
  | { constant: Value }
  /** Text with columns in braces: `Case {trace.concept:name}`. */
  | { template: string };

/** How one field is filled. Without `from` it is always the default. */
export interface FieldMapping {
  from?: From;
  /** The source's word (compared without case, accents and outer spaces) → value. */
  map?: Readonly<Record<string, Value>>;
  /** What a word that the map does not know becomes: itself, the default, or a refusal of the case. Default `keep`. */
  unmapped?: 'keep' | 'default' | 'refuse';
  /** Words that stand for nothing: `0`, `n/a`. */
  empty?: readonly string[];
  /** `POLAND` and `poland` are both called Poland where a record is made; short words such as USA stay. */
  spelling?: 'capitalised';
  /** References: make the record where none has that name, with these further values (references by name). */
  create?: Readonly<Record<string, Value>>;
  /** The stated value where the source says nothing. */
  default?: Value;
  /** Titles that are longer than the field: cut, with the whole text kept in the details. Otherwise refused. */
  long?: 'cut';
}

/** Instead of a state: the event leaves the case in the state that it was in, as a call or a note does. */
export const asBefore = 'as-before';

/** What a status of the source means here. */
export interface StateMapping {
  /** Of events also {@link asBefore}. */
  state: string;
  /** Name or code of the reason, for states that have one. */
  reason?: string;
  /** Whoever reported the case hears from the desk by this: an answer, for the clocks. */
  answered?: boolean;
}

/** A status, out of one column or several joined by `/`. */
export interface StatusMapping {
  columns: readonly string[];
  map: Readonly<Record<string, StateMapping>>;
  /** For words that the map does not know; without it they refuse the case. */
  default?: StateMapping;
}

/** How the source's events become history. */
export interface HistoryMapping {
  time: string;
  /** Column with the author's name. It is kept as text: no person and no account comes of it. */
  author?: string;
  state: StatusMapping;
  /** What an event says of the case's fields; one that says nothing leaves them as they were. */
  fields?: Readonly<Record<string, FieldMapping>>;
  /** What is kept beside: name → column. */
  facts?: Readonly<Record<string, string>>;
}

/**
 * How a source becomes records. Columns are those of the sniffed source: of an event log `trace.…` for what cases
 * have and `event.…` for what events have.
 */
export interface Mapping {
  version: 1;
  kind: string;
  source?: {
    /** A table with a row for each event, its cases told apart by their number. Default: a row for each case. */
    rows?: 'case' | 'event';
    sheet?: string;
    delimiter?: string;
    encoding?: string;
    /** Line of the header, from 1; what stands above is passed over. */
    header?: number;
    /** Zone of times without an offset. Default the desk's own. */
    zone?: string;
    /** Forms of dates, tried in order after ISO 8601: `dd/MM/yyyy HH:mm:ss`. */
    dates?: readonly string[];
    /** Words that stand for nothing in every column: `?`, `N/A`. */
    empty?: readonly string[];
  };
  /**
   * The case's original number, which stays its number here. Without it each case is given a new one, and is known
   * again by all that its row says.
   */
  number?: From;
  fields: Readonly<Record<string, FieldMapping>>;
  /** The status of a case that has no events. */
  state?: StatusMapping;
  history?: HistoryMapping;
  /** Records to make out of what a column names although no field points at them: organisation lines as units. */
  records?: readonly {
    kind: string;
    column: string;
    empty?: readonly string[];
    create: Readonly<Record<string, Value>>;
  }[];
  /** The promise that clocks are computed under: the policies' own rules, one policy's id, or none. */
  clocks: string;
}

/** A fault of a mapping, at a path inside the document: `fields.group.from.column`. */
export interface MappingProblem {
  path: string;
  code: MappingProblemCode;
  params: Record<string, string | number>;
}

/** The closed list of a mapping's faults; the texts are `import.mapping.<code>`. */
export type MappingProblemCode =
  | 'not-an-object' // the document, or a part of it, is no object
  | 'version' // not version 1
  | 'kind' // {kind}: no records of this kind can be imported
  | 'unknown-field' // {field}
  | 'unknown-column' // {column}
  | 'no-source' // neither a source nor a default for a mandatory field {field}
  | 'from' // neither column, constant nor template
  | 'number' // the number must come out of the source: a constant, or rows that are events and have none
  | 'state' // {state}: no such state
  | 'status' // neither `history` nor `state`: nothing says which state a case is in
  | 'create' // {kind}: records of this kind are never made by an import
  | 'value' // {value}: a fixed, default or mapped value that the field cannot have
  | 'value-long' // {value, length, limit}
  | 'time' // {value}: a fixed time that cannot be read
  | 'record' // {value}: no record has the name of a fixed reference
  | 'date-form' // {form}
  | 'date-order' // {column, value, forms, others}: day and month could be either
  | 'date-unknown' // {column, value}: no time of the column can be read
  | 'encoding' // {encoding}
  | 'encoding-unsure' // {encodings}: how letters are written has to be stated
  | 'delimiter' // {delimiter}
  | 'header' // {header}
  | 'zone' // {zone}
  | 'clocks'; // {policy}: neither a policy, by-rules nor none
