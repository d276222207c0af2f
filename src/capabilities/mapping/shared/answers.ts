import type { Mapping, MappingProblem, Value } from './mapping.ts';

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
  /** Reasons for states that have one: what mappings call them, and their names. */
  reasons: readonly { value: string; label: string }[];
  policies: readonly { id: string; name: string }[];
}

/** An uploaded source and what it looks like. */
export interface ImportSource {
  /** Its content's digest: what a run is told to read. */
  source: string;
  name: string;
  kind: 'xes' | 'csv' | 'xlsx' | 'jsonl' | 'unknown';
  columns: readonly string[];
  /** The different values that each column has at the beginning, the most common first. */
  samples: Readonly<Record<string, readonly string[]>>;
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
