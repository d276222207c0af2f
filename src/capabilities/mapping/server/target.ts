import type { StoredClock } from '#/capabilities/clocks/server/stored.ts';
import type { Sniff } from '#/platform/tabular/sniff.ts';
import type { Runner } from '#/platform/database/pools.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import type { Context } from '#/record/server/context.ts';
import type { Mapping, StateMapping } from '../shared/mapping.ts';
import type { EventColumns } from '#/capabilities/sources/shared/rows.ts';

/** An event of a case after the mapping: values typed, references as ids. */
export interface FilledEvent {
  line: number;
  /** Epoch milliseconds. */
  at: number;
  /** A name as the source has it; never a person's account. */
  author: string | null;
  state: StateMapping;
  /** Id of the reason, where the state has one. */
  reason: string | null;
  /** The source's own words for the status. */
  recorded: string;
  /** It was brought in before. */
  known?: boolean;
  /** It changes no state: `state` is that of the event before. */
  leaves?: boolean;
  /** Only what the event says. */
  fields: Row;
  facts: Row;
}

/** A case after the mapping. */
export interface FilledCase {
  line: number;
  /** Null where it is to be given a new one. */
  number: string | null;
  fields: Row;
  /** Of a case without events. */
  state: { state: StateMapping; reason: string | null; recorded: string } | null;
  /** In order of time. */
  events: FilledEvent[];
}

/** A history entry that an import writes as it was recorded elsewhere. */
export interface RecordedEntry {
  action: string;
  audience: 'everyone' | 'staff';
  at: string;
  version: number;
  payload: Row;
  /** It is of an event that was brought in before. */
  known?: boolean;
}

/** Everything that one case becomes; ids, numbers and the wall's key are put in when it is written. */
export interface Prepared {
  /** Values by field name, with state, version, createdAt and updatedAt. */
  row: Row;
  /** Organisation whose wall the record stands behind, or null for shared records. */
  wall: string | null;
  entries: RecordedEntry[];
  /** Events of the source that the entries tell of. */
  events: number;
  /** Field → why the value that the source has for it was left out. */
  dropped: Readonly<Record<string, string>>;
  clocks: { clock: StoredClock; next: number | null }[];
  timers: { kind: string; due: number; payload: Row }[];
  dueAt: string | null;
}

/** What a run was started with. */
export interface RunTerms {
  mapping: Mapping;
  /** Live rules hold for open cases from here on, epoch milliseconds. */
  switchOver: number;
}

/** A mapping made up for a source, with what a person should know before using it. */
export interface Suggestion {
  mapping: Mapping;
  /** Columns that nothing uses. */
  unused: string[];
  /** Fields for which the mapping cannot do without a person's choice: `customer`. */
  open: string[];
  /** The columns that tell the rows of a table apart as events, as far as they are known; null of an event log. */
  events: EventColumns | null;
}

/** What a process says so that its records can come in with their history. */
export interface ImportTarget {
  kind: string;
  /** Fields that a mapping may fill, and those of them that events may change. */
  fields: readonly string[];
  eventFields: readonly string[];
  /** Fields that no record can be without. */
  required: readonly string[];
  /** Kind of the records that `StateMapping.reason` names. */
  reasonKind: string | null;
  /** Kinds of records that may be made because a case names them. */
  makes: readonly string[];
  /** Ids of the policies that clocks may be computed under. */
  policies(ctx: Context): Promise<readonly { id: string; name: string }[]>;
  /** Gets ready for a run; the function it gives makes of a case what will be written. Throws a CaseFault. */
  begin(ctx: Context, terms: RunTerms): Promise<(filled: FilledCase) => Promise<Prepared>>;
  /**
   * Puts into a row of a table without events what it cannot say and the record knows, and counts what came in between:
   * it was reopened, it went to another group.
   */
  carryOver(before: Row, row: Row): void;
  /** Fills in what a row without events leaves open because it happened between the file before and this one. */
  sinceBefore(before: Row, filled: FilledCase, now: number): void;
  /** Whether a field that the mapping has no column for stays as the record has it. */
  stays(field: string, before: Row): boolean;
  /** Keys of the walls of organisations, by their ids. */
  wallKeys(tx: Runner, organisations: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Fills what a new record of another kind needs besides its fields, when it is written. */
  complete(tx: Runner, kind: string, row: Row): Promise<void>;
  /** Statuses of other tools whose meaning is known, as a mapping writes them. */
  statusWords: Readonly<Record<string, StateMapping>>;
  /** `zone` is the one that times without an offset are taken to be in. */
  suggest(sniff: Sniff, choices: { customer?: string | undefined; zone?: string | undefined }): Suggestion;
}
