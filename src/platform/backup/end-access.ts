import type pg from 'pg';

/** What a backup would have let in again. */
export interface Access {
  /** Sessions and links by mail that were ended. */
  sessions: number;
  links: number;
  /** API keys that work: those of the backup, and so also what was revoked since. */
  keys: number;
}

/**
 * Ends what lets somebody in without a password: whoever signed out, was signed out or used a link since the backup
 * would otherwise be let in by it again. API keys stay, since the programs behind them have nobody to sign in; how many
 * work is told, for whoever knows which were revoked since.
 */
export async function endAccess(client: pg.ClientBase): Promise<Access> {
  const count = async (table: string, statement: string): Promise<number> => {
    // A backup of another time may know the table not yet.
    const { rows } = await client.query<{ there: boolean }>('select to_regclass($1) is not null as there', [table]);
    if (rows[0]?.there !== true) return 0;
    return (await client.query(statement)).rowCount ?? 0;
  };
  return {
    sessions: await count('public.session', 'delete from public.session'),
    links: await count(
      'public.one_time_link',
      'delete from public.one_time_link where used_at is null and expires_at > now()',
    ),
    keys: await count(
      'public.api_key',
      'select from public.api_key where revoked_at is null and (expires_at is null or expires_at > now())',
    ),
  };
}
