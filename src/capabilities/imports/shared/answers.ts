import type { ClockFacts } from '#/capabilities/clocks/shared/answers.ts';
import type { Mapping } from '#/capabilities/mapping/shared/mapping.ts';

export type RunStatus = 'queued' | 'dry-run' | 'running' | 'undoing' | 'done' | 'cancelled' | 'failed' | 'undone';
export type Outcome = 'created' | 'updated' | 'unchanged' | 'refused';

/** How many cases came to what, and what came of them. */
export interface Counts {
  created: number;
  updated: number;
  unchanged: number;
  refused: number;
  /** Events of the file that are in history by it. */
  events: number;
  /** Cases that came in without a value that the file has: field → why → how many. Runs of before do not say. */
  dropped?: Record<string, Record<string, number>>;
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
  /** Whether the person asking may start it for real, stop it or take it back. */
  controls: boolean;
}

/** One entry of the history that a case would have. */
export interface PreviewEntry {
  /** ISO 8601. */
  at: string;
  author: string | null;
  /** The source's own words for the status. */
  recorded: string | null;
  changes: { field: string; from: unknown; to: unknown }[];
}

/** How a clock of a case would stand. */
export interface PreviewClock {
  kind: ClockFacts['kind'];
  state: ClockFacts['state'];
  due: string | null;
  stoppedAt: string | null;
  /** Null while nothing is decided. */
  met: boolean | null;
}

/** A case of a dry run as it would become. */
export interface ShownPreview {
  line: number;
  /** Null where it would be given a new one. */
  number: string | null;
  outcome: Outcome;
  /** Field → value; references are ids, and `names` has what they are called. Long texts are cut. */
  values: Readonly<Record<string, unknown>>;
  names: Readonly<Record<string, string>>;
  /** The first entries of its history, and how many there are. */
  entries: PreviewEntry[];
  entriesAll: number;
  clocks: PreviewClock[];
  /** Field → why it comes in without the value that the file has. */
  dropped: Readonly<Record<string, string>>;
}

/** Why cases were refused. */
export interface RefusalReason {
  code: string;
  text: string;
  /** The word that the mapping does not know, and of which field; of the status where there is none. */
  word: { field: string | null; text: string } | null;
  /** How many cases it is about. */
  cases: number;
  /** The first line of them. */
  line: number;
}

/** What became of one case. */
export interface ShownResult {
  position: number;
  line: number;
  number: string | null;
  outcome: Outcome;
  item: string | null;
  /** Everything that is wrong with it; nothing where it is not refused. */
  problems: { line: number; code: string; text: string }[];
}
