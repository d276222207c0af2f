import type { Entry } from '#/capabilities/history/server/append.ts';
import { lastTold } from '#/capabilities/history/server/last-told.ts';
import { advance } from '#/capabilities/clocks/server/advance.ts';
import type { Agreement, ClockRules } from '#/capabilities/clocks/server/rules.ts';
import { withDeadline } from '#/capabilities/clocks/server/stored.ts';
import type { StoredClock } from '#/capabilities/clocks/server/stored.ts';
import { markBreach } from '#/engines/stopwatch/fold.ts';
import { timers } from '#/engines/stopwatch/timers.ts';
import { newId } from '#/platform/ids.ts';
import { equal } from '#/record/shared/equal.ts';
import { administrative } from '#/record/server/commit/commit.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import { toldAt } from '#/record/shared/define.ts';
import { spoken } from '#/processes/operation/incident/shared/incident.ts';
import type { Context } from '#/record/server/context.ts';
import type { RecordType } from '#/record/server/kit.ts';

/** One case as it is told: the record as it stands, and everything that its changes left behind. */
export interface Story {
  id: string;
  customer: number;
  row: Row;
  entries: Entry[];
  notes: Row[];
  clocks: StoredClock[];
  agreement: Agreement | null;
  timers: { kind: string; due: number; payload: Row }[];
  link: { target: string; by: string; at: number } | null;
}

/** Where stories are told: `until` is now, and nothing happens after it. */
export interface Stage {
  ctx: Context;
  type: RecordType;
  rules: ClockRules;
  until: number;
}

/** One change of a case, as a step would make it. */
export interface Turn {
  at: number;
  /** Who; null: the system. */
  by: string | null;
  action: string;
  set?: Row;
  /** Public and internal facts of the history entry. */
  told?: Row;
  remarks?: Row;
  /** A public answer of the desk, of which clocks hear. */
  answer?: boolean;
  note?: { audience: 'everyone' | 'staff'; body: string; channel: 'workspace' | 'portal' };
}

export function newStory(opened: number, customer: number): Story {
  return {
    id: newId(opened),
    customer,
    row: {},
    entries: [],
    notes: [],
    clocks: [],
    agreement: null,
    timers: [],
    link: null,
  };
}

const iso = (at: number) => new Date(at).toISOString();

/** Takes one turn of a story. Answers false, and changes nothing, where it would be after now. */
export async function turn(stage: Stage, story: Story, one: Turn): Promise<boolean> {
  if (one.at > stage.until) return false;
  catchUp(story, one.at);
  const before = Object.keys(story.row).length === 0 ? null : story.row;
  const after: Row = { ...before, ...one.set };
  const changed = stage.type.columns
    .map(({ field }) => field)
    .filter((field) => !administrative.has(field) && !equal(before?.[field], after[field]));
  if (!before || changed.length > 0) {
    after['version'] = ((before?.['version'] as number | undefined) ?? 0) + 1;
    after['updatedAt'] = iso(one.at);
    after['updatedBy'] = one.by;
    after['createdAt'] ??= iso(one.at);
    after['createdBy'] ??= before ? null : one.by;
  }
  const entries = entriesOf(stage, story, one, before, after, changed);
  story.entries.push(...entries);
  after[toldAt] = lastTold(entries, before?.[toldAt] as string | undefined);
  await moveClocks(stage, story, one, before, after);
  if (before && after['state'] !== before['state']) story.timers = [];
  story.row = after;
  if (one.note) story.notes.push(noteOf(story, one, one.note));
  return true;
}

/** The history that the commit pipeline would have written: public facts apart from internal ones. */
function entriesOf(stage: Stage, story: Story, one: Turn, before: Row | null, after: Row, changed: string[]): Entry[] {
  const entries: Entry[] = [];
  const open = (field: string) => field !== 'custom' && stage.type.definition.fields[field]?.audience !== 'staff';
  const write = (audience: Entry['audience'], fields: readonly string[], facts: Row = {}) => {
    if (fields.length === 0 && Object.keys(facts).length === 0) return;
    const changes = Object.fromEntries(fields.map((field) => [field, [before?.[field] ?? null, after[field] ?? null]]));
    entries.push({
      item: story.id,
      customer: story.customer,
      kind: 'incident',
      action: one.action,
      audience,
      at: iso(one.at),
      actor: one.by,
      origin: 'demo',
      request: null,
      version: after['version'] as number,
      payload: { ...(fields.length > 0 ? { changes } : {}), ...facts },
    });
  };
  write('everyone', changed.filter(open), one.told);
  write(
    'staff',
    changed.filter((field) => !open(field)),
    one.remarks,
  );
  return entries;
}

async function moveClocks(stage: Stage, story: Story, one: Turn, before: Row | null, after: Row): Promise<void> {
  const ctx: Context = { ...stage.ctx, now: one.at };
  const agreement = await stage.rules.agreement(ctx, after);
  const answeredNow = one.answer === true || (before === null && spoken.has(after['channel'] as string));
  const view = { ...(await stage.rules.view(ctx, after)), answeredNow };
  const moved = advance(stage.rules, story.clocks, agreement, {
    item: story.id,
    customer: story.customer,
    at: one.at,
    before: before ? await stage.rules.view(ctx, before) : null,
    after: view,
    reason: one.action,
    logged: before === null,
  });
  story.agreement = agreement;
  story.clocks = [...moved, ...story.clocks.filter(({ kind }) => !moved.some((clock) => clock.kind === kind))];
}

/** Fires in silence what was due on the story's clocks up to an instant, with its history. */
export function catchUp(story: Story, until: number): void {
  const { agreement } = story;
  if (!agreement) return;
  const thresholds = withDeadline(agreement.thresholds);
  story.clocks = story.clocks.map((clock) => {
    let current = clock;
    for (;;) {
      const next = timers(current.fold, agreement.calendar, thresholds, current.fired);
      const at = next && next.percent === 100 ? next.at + 1 : next?.at;
      if (!next || at === undefined || at > until) return current;
      const fold = markBreach(current.fold, at);
      current = { ...current, fold, fired: next.percent, missedAt: current.missedAt ?? fold.breachedAt };
      if (next.percent <= 100) story.entries.push(firing(story, current, next.percent, at));
    }
  });
}

function firing(story: Story, clock: StoredClock, percent: number, at: number): Entry {
  return {
    item: story.id,
    customer: story.customer,
    kind: 'incident',
    action: percent === 100 ? 'clock-breached' : 'clock-threshold',
    audience: 'staff',
    at: iso(at),
    actor: null,
    origin: 'demo',
    request: null,
    version: null,
    payload: { clock: clock.kind, percent, due: clock.fold.due },
  };
}

function noteOf(story: Story, { at, by }: Turn, note: NonNullable<Turn['note']>): Row {
  return {
    id: newId(at),
    item: story.id,
    customer: story.customer,
    kind: note.audience === 'everyone' ? 'reply' : 'note',
    audience: note.audience,
    author: by,
    channel: note.channel,
    at: iso(at),
    body: note.body,
    mentions: [],
    release_at: iso(at),
    released_at: iso(at),
  };
}
