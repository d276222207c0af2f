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
  /** Reasons for states that have one, by name. */
  reasons: readonly string[];
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
}

export type RunStatus = 'queued' | 'dry-run' | 'running' | 'undoing' | 'done' | 'cancelled' | 'failed' | 'undone';
export type Outcome = 'created' | 'updated' | 'unchanged' | 'refused';

/** How many cases came to what, and what came of them. */
export interface Counts {
  created: number;
  updated: number;
  unchanged: number;
  refused: number;
  /** History entries. */
  events: number;
  /** Records made because a case names them, by kind. */
  made: Record<string, number>;
  /** What an undo did. */
  undo?: { removed: number; restored: number; kept: number };
}

/** A run as the wizard shows it. */
export interface ShownRun {
  id: string;
  kind: string;
  name: string;
  mapping: Mapping;
  source: string;
  sourceName: string;
  dry: boolean;
  status: RunStatus;
  /** Cases dealt with. */
  position: number;
  expected: number | null;
  counts: Counts;
  switchOver: string;
  error: string | null;
  at: string;
  by: { id: string; name: string } | null;
  startedAt: string | null;
  endedAt: string | null;
}

/** What became of one case. */
export interface ShownResult {
  position: number;
  line: number;
  number: string | null;
  outcome: Outcome;
  item: string | null;
  problem: { line: number; code: string; text: string } | null;
}
