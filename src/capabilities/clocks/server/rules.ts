import type { CompiledCalendar } from '#/engines/calendar/compile.ts';
import type { ClockConditions } from '#/engines/stopwatch/conditions.ts';
import type { Goal } from '#/engines/stopwatch/state.ts';
import type { Threshold } from '#/engines/stopwatch/timers.ts';
import type { Commit, Row } from '#/record/server/commit/commit.ts';
import type { Context } from '#/record/server/context.ts';
import type { ClockKind } from '#/capabilities/clocks/shared/answers.ts';

/** A promise as it holds for one record. */
export interface Agreement {
  policy: string;
  calendarId: string;
  calendar: CompiledCalendar;
  /** What is promised for each clock at this record's priority; absent: nothing is. */
  goals: Partial<Record<ClockKind, Goal>>;
  thresholds: readonly Threshold[];
}

/** What a clock's conditions are asked of: the record as the process sees it. */
export interface ClockView {
  state: string;
  /** The wait is one that stops the clock. */
  paused: boolean;
  /** A person of the desk has answered in public, at this instant if it was this commit. */
  answeredNow: boolean;
}

/** How a record was at an instant of its life, and the action that made it so. */
export interface Moment {
  at: number;
  view: ClockView;
  reason: string;
}

/** How a compiled calendar is come by, in use or retired; null where there is none, or it is broken. */
export type CalendarOf = (ctx: Context, id: string) => Promise<CompiledCalendar | null>;

/** How one kind of record uses clocks; its process says so. */
export interface ClockRules {
  kind: string;
  conditions: Record<ClockKind, ClockConditions<ClockView>>;
  /** A record as it stands, with nothing said at this moment. */
  view(ctx: Context, row: Row): Promise<ClockView>;
  /** Whether a commit is an answer of the desk to whoever asked: by whatever action, through whatever door. */
  answers(commit: Commit): boolean;
  /** The work on such a record has ended: no clock begins any more. */
  over(view: ClockView): boolean;
  /** The lives of records up to now, by id, oldest moment first: for clocks that begin when they are under way. */
  lives(ctx: Context, rows: readonly Row[]): Promise<ReadonlyMap<string, readonly Moment[]>>;
  /** The first policy whose filter holds, or null: nothing is promised. */
  agreement(ctx: Context, row: Row): Promise<Agreement | null>;
  /** A policy by its id, as it stands now: for timers of clocks that run under it. */
  byPolicy(ctx: Context, policy: string): Promise<Pick<Agreement, 'calendar' | 'thresholds'> | null>;
  calendarOf: CalendarOf;
  /** What views hang on besides the record: kinds of configuration, each with the fields that matter. */
  hangsOn: Readonly<Record<string, readonly string[]>>;
}
