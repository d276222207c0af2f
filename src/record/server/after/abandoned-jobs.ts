import type { Database } from '#/platform/database/pools.ts';

const prefix = 'mainstay jobs ';

/** A connection that says by its name which worker it stands for, for as long as that lives. */
export interface Presence {
  /** Connects where it is not (the database may have been away). */
  keep(): Promise<void>;
  end(): void;
}

/**
 * Shows that the worker which locks jobs as `worker` lives: the server drops the connection the moment its process
 * dies, however it dies.
 */
export function showPresence(db: Database, worker: string): Presence {
  let end: (() => void) | undefined;
  let ended = false;
  return {
    async keep() {
      if (end !== undefined || ended) return;
      const client = await db.pool('relay').connect();
      let held = true;
      const drop = () => {
        if (end === drop) end = undefined;
        // A connection that is being closed may break as well: it is given back once.
        if (held) client.release(true);
        held = false;
      };
      client.on('error', drop);
      try {
        await client.query("select set_config('application_name', $1, false)", [`${prefix}${worker}`]);
      } catch (error) {
        drop();
        throw error;
      }
      end = drop;
      if (ended) drop();
    },
    end() {
      ended = true;
      end?.();
    },
  };
}

/**
 * Frees the jobs of workers that died over them, which the queue itself would keep for four hours; and what anybody has
 * had for ten minutes: the answer that gave it to them may have been lost. A job that runs after all is then
 * delivered twice, which a reaction's mark makes harmless. The queue gives no job away that was begun as often as it
 * may: its reactions are parked. Returns how many were freed.
 */
export async function freeAbandoned(db: Database): Promise<number> {
  const freed = await db.relay(async (tx) => {
    const begun = await tx.query({
      sql: `select 1 from graphile_worker._private_jobs where locked_at is not null or attempts >= max_attempts limit 1`,
      parameters: [],
    });
    if (begun.length === 0) return [];
    return tx.query({
      sql: `with abandoned as (
          select id from graphile_worker._private_jobs
          where locked_at < now() - interval '10 minutes' or (locked_at is null and attempts >= max_attempts)
            or (locked_at is not null and not exists (
              select 1 from pg_stat_activity a where a.datname = current_database() and a.usename = current_user
                and a.application_name = $1 || locked_by))
          for update skip locked),
        ended as (
          delete from graphile_worker._private_jobs where id in (select id from abandoned) and attempts >= max_attempts
          returning payload, attempts, coalesce(last_error, $2) as error),
        parked as (
          insert into parked_job (id, reaction, payload, error, attempts, parked_at)
          select gen_random_uuid(), reaction, payload::jsonb, error, attempts, now() from ended,
            json_array_elements_text(coalesce(payload -> 'reactions', json_build_array(payload -> 'reaction'))) reaction)
        update graphile_worker._private_jobs set locked_at = null, locked_by = null
        where id in (select id from abandoned) and attempts < max_attempts returning id`,
      parameters: [prefix, 'The worker ended over it.'],
    });
  });
  return freed.length;
}
