import type { Mapping, MappingProblem, StateMapping, Value } from './mapping.ts';
import type { EventColumns } from '#/capabilities/sources/shared/rows.ts';

/** A field that a mapping may fill. */
export interface ImportField {
  name: string;
  label: string;
  /** Kind of value: `text`, `ref`, `level` … */
  kind: string;
  /** Kind of record that a reference points at. */
  to: string | null;
  options: readonly { value: Value; label: string }[];
  /** A record cannot be without it. */
  required: boolean;
  /** Events may change it. */
  byEvents: boolean;
  /** Records that it points at may be made by an import. */
  makes: boolean;
}

/** A kind of record that can be imported, as the wizard shows it. */
export interface ImportKind {
  kind: string;
  label: string;
  fields: readonly ImportField[];
  states: readonly { value: string; label: string }[];
  /** Statuses of other tools whose meaning is known, as a mapping writes them. */
  statusWords: Readonly<Record<string, StateMapping>>;
  /** Reasons for states that have one: what mappings call them, and their names. */
  reasons: readonly { value: string; label: string }[];
  policies: readonly { id: string; name: string }[];
}

/** How a source is read: as stated, or found out. */
export interface ShownReading {
  /** Of a text with anything but ASCII in it. */
  encoding: string | null;
  /** Whether the encoding is stated, or beyond doubt. */
  sure: boolean;
  /** What the encoding may be, with words of the file as each would have them. */
  candidates: readonly { encoding: string; words: readonly string[] }[];
  /** All encodings that can be stated. */
  encodings: readonly string[];
  delimiter: string | null;
  sheet: string | null;
  sheets: readonly string[];
  /** Line of the header. */
  header: number | null;
  /** The first lines of a table, for choosing that of the header. */
  top: readonly { line: number; text: string }[];
}

/** Of the different values of a column that were looked at, how many stand in several rows. */
export interface SharedValues {
  values: number;
  shared: number;
}

/** An uploaded source and what it looks like. */
export interface ImportSource {
  /** Its content's digest: what a run is told to read. */
  source: string;
  name: string;
  kind: 'xes' | 'csv' | 'xlsx' | 'jsonl' | 'json' | 'unknown';
  columns: readonly string[];
  reading: ShownReading;
  /** The different values that each column has, the most common first; of long lists the beginning. */
  samples: Readonly<Record<string, readonly string[]>>;
  /** Columns whose values are all among the samples. */
  complete: readonly string[];
  /** Columns of which the same value stands in several rows, as a case's number does where each row is an event. */
  shared: Readonly<Record<string, SharedValues>>;
  /** Rows in the file; of a log, events. */
  rows: number;
  cases: number;
  /** Whether rows and cases are counted; else estimated from the beginning. */
  exact: boolean;
  problems: readonly { line: number; text: string }[];
}

/** A mapping's fault in words. */
export interface ToldMappingProblem extends MappingProblem {
  text: string;
}

/** A mapping that is offered for a source. */
export interface OfferedMapping {
  mapping: Mapping;
  unused: readonly string[];
  open: readonly string[];
  /** The columns that tell the rows of the file apart as events, as far as they are known; null of an event log. */
  events: EventColumns | null;
  problems: readonly ToldMappingProblem[];
}

/** A mapping kept under a name. */
export interface NamedMapping {
  id: string;
  kind: string;
  name: string;
  mapping: Mapping;
  at: string;
  /** The caller may replace and forget it. */
  own: boolean;
}
