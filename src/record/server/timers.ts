import { newId } from '#/platform/ids.ts';
import type { Commit, Row } from './commit/commit.ts';

/** Sets a timer on the record of a commit: a row that survives any restart. `due` in epoch milliseconds. */
export function setTimer(commit: Commit, kind: string, due: number, payload: Row = {}): void {
  commit.writes.push({
    into: 'timer',
    sql: 'insert into timer (id, item, customer, kind, due, payload) values ($1, $2, $3, $4, $5, $6)',
    parameters: [newId(), commit.id, commit.customer, kind, new Date(due).toISOString(), JSON.stringify(payload)],
  });
}

/** Takes back the timers of some kinds that have not fired. */
export function dropTimers(commit: Commit, kinds: readonly string[]): void {
  commit.writes.push({
    into: 'timer',
    sql: 'delete from timer where item = $1 and kind = any($2) and fired_at is null',
    parameters: [commit.id, kinds],
  });
}
