import type { Statement } from '#/platform/database/build.ts';
import type { Announcement } from '#/record/shared/events.ts';

/** What happened to a record's clocks by itself. */
export interface ClockNews {
  item: string;
  customer: number | null;
  kind: string;
  action: 'clock-moved' | 'clock-threshold' | 'clock-breached';
  announced: readonly Announcement[];
}

/** The statement that tells others what happened to clocks: reactions, and lists that show deadlines. */
export function announceClocks(at: string, news: readonly ClockNews[]): Statement<unknown> {
  const rows = news.map(({ announced, ...one }) => ({
    ...one,
    payload: { changed: [], state: [null, ''], origin: 'job', announced },
  }));
  return {
    sql: `insert into outbox (at, item, customer, kind, action, payload)
      select $1::timestamptz, o.item, o.customer, o.kind, o.action, o.payload from jsonb_to_recordset($2::jsonb)
        as o (item uuid, customer int, kind text, action text, payload jsonb)`,
    parameters: [at, JSON.stringify(rows)],
  };
}
