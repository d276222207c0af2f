import type { TestDatabase } from '#/record/test/database.ts';

/**
 * Clocks that do not follow their cases: one that goes on although the case is over; one that runs although what the case
 * waits for rests it, or rests although nothing does; one that lost what it had missed.
 */
export function wrongClocks({ owner }: Pick<TestDatabase, 'owner'>): Promise<unknown[]> {
  return owner(
    `select i.number, i.state, c.kind, c.running, c.met, c.missed_at from incident i
      join clock c on c.item = i.id
      left join pending_reason p on p.id = i.pending_reason
      cross join lateral (select i.state = 'pending' and coalesce(p.pauses = 'always'
        or p.pauses = 'if-user-asked' and i.pending_asked, false) and c.kind <> 'response' as rests) w
      where (i.state in ('resolved', 'closed', 'cancelled') and c.running in ('running', 'paused'))
        or (c.running = 'running' and w.rests) or (c.running = 'paused' and not w.rests)
        or (c.missed_at is not null and c.met is distinct from false)
        or (c.breached_at is not null and c.missed_at is null)`,
  );
}
