import { quote } from '#/platform/database/build.ts';
import type { Runner } from '#/platform/database/pools.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import type { Context } from '#/record/server/context.ts';
import { withFace } from '#/record/server/context.ts';
import type { RecordType } from '#/record/server/kit.ts';
import { selection } from '#/record/server/read/columns.ts';
import { advance } from './advance.ts';
import { calendarsOf } from './calendars-of.ts';
import { beginsLate, relive } from './relive.ts';
import type { Agreement, ClockRules } from './rules.ts';
import { clocksOfMany } from './stored.ts';
import type { StoredClock } from './stored.ts';

/** A clock that another agreement, or the same one with other hours, would move, begin or end. */
export interface MovedClock {
  row: Row;
  before: StoredClock | null;
  after: StoredClock;
  agreement: Agreement | null;
}

const size = 500;

/** Some records that go on, or whose clocks have not ended, with those of their clocks that would move. */
export interface Page {
  moved: MovedClock[];
  /** Every clock of the page's records, as it would be. */
  clocks: ReadonlyMap<string, readonly StoredClock[]>;
  records: number;
  /** Id that the next page begins after. */
  last: string;
}

/** The place in front of all records. */
export const beginning = '00000000-0000-0000-0000-000000000000';

/**
 * Counts the clocks of the records behind `last` again from their start, with every pause, under the agreements given,
 * and asks again what starts, rests and ends them. Changes nothing; null where no record is left. With `lock` the records
 * and their clocks stay as they are until the transaction ends, records before clocks, as in every commit.
 */
export async function movedPage(
  ctx: Context,
  tx: Runner,
  rules: ClockRules,
  agreementOf: (row: Row) => Agreement | null,
  last: string,
  lock: boolean,
): Promise<Page | null> {
  const type = ctx.kit.types.get(rules.kind);
  if (!type) return null;
  const rows = await readRows(ctx, tx, type, last, lock);
  const end = rows.at(-1)?.['id'] as string | undefined;
  if (end === undefined) return null;
  const byItem = await clocksOfMany(
    tx,
    rows.map((row) => row['id']),
    lock,
  );
  const within = { ...ctx, tx };
  const records = await Promise.all(
    rows.map(async (row) => {
      const known = byItem.get(row['id'] as string) ?? [];
      return { row, known, agreement: agreementOf(row), view: await rules.view(within, row) };
    }),
  );
  const late = records.filter((one) => beginsLate(rules, one.known, one.agreement, one.view, one.view));
  const lives =
    late.length > 0
      ? await rules.lives(
          within,
          late.map(({ row }) => row),
        )
      : new Map<string, never[]>();
  const moved: MovedClock[] = [];
  const clocks = new Map<string, readonly StoredClock[]>();
  for (const { row, known, agreement, view } of records) {
    const item = row['id'] as string;
    const life = lives.get(item);
    // A commit that came between may have moved it at a later instant than the one that counting began at.
    const at = Math.max(ctx.now, ...known.map(({ fold }) => fold.changedAt));
    const about = {
      item,
      customer: row['$customer'] as number | null,
      at,
      before: view,
      after: view,
      reason: 'agreement-changed',
    };
    const lived = agreement && life ? relive(rules, agreement, life, about) : [];
    const calendars = await calendarsOf(within, rules, known);
    const changed = advance(rules, known, agreement, { ...about, calendars, lived, again: true });
    const before = (kind: string) => known.find((clock) => clock.kind === kind) ?? null;
    moved.push(...changed.map((after) => ({ row, before: before(after.kind), after, agreement })));
    clocks.set(item, [...changed, ...known.filter(({ kind }) => changed.every((clock) => clock.kind !== kind))]);
  }
  return { moved, clocks, records: rows.length, last: end };
}

/**
 * Records that go on, and those of which a clock does although they do not: the first of each. Each way counts records
 * and not clocks, so that the page ends before nothing that it has not seen.
 */
function readRows(ctx: Context, tx: Runner, type: RecordType, last: string, lock: boolean): Promise<Row[]> {
  const table = quote(type.table);
  const { states, customer } = type.definition;
  const wall = customer === 'own' ? 'r.customer' : 'null::int';
  const going = Object.keys(states).filter((state) => states[state] === 'open' || states[state] === 'waiting');
  return tx.query<Row>({
    sql: `select ${selection(withFace(ctx, 'workspace'), type, 'r')}, ${wall} as "$customer" from ${table} r where r.id in (
        (select g.id from ${table} g where g.id > $1 and g.state = any($2) order by g.id limit ${size})
        union
        (select distinct c.item from clock c join ${table} g on g.id = c.item
          where c.item > $1 and c.running in ('running', 'paused') order by c.item limit ${size}))
      order by r.id limit ${size}${lock ? ' for no key update of r' : ''}`,
    parameters: [last, going],
  });
}

/**
 * Goes through the records of a kind that go on, and yields the clocks that would move under the agreements given. Changes
 * nothing. `seen` is told of each page of records, and ends the walk by answering false.
 */
export async function* movedClocks(
  ctx: Context,
  tx: Runner,
  rules: ClockRules,
  agreementOf: (row: Row) => Agreement | null,
  seen: (clocks: number, records: number) => boolean = () => true,
): AsyncGenerator<MovedClock> {
  let last = beginning;
  for (;;) {
    const page = await movedPage(ctx, tx, rules, agreementOf, last, false);
    if (!page) return;
    yield* page.moved;
    const clocks = [...page.clocks.values()]
      .flat()
      .filter(({ fold }) => fold.state === 'running' || fold.state === 'paused').length;
    if (!seen(clocks, page.records)) return;
    last = page.last;
  }
}
