import type { Context } from '#/record/server/context.ts';

/** A message or an internal note, as people are told of it. */
export interface Said {
  author: string | null;
  audience: 'everyone' | 'staff';
  /** The user's side wrote it, not the desk. */
  fromUser: boolean;
  body: string;
  mentions: string[];
}

/** More of a message than this is not mailed: the rest is read where it was written. */
const mailed = 10_000;

/** What was said in a note of a record; null where it was taken back, or is nobody's to read yet. */
export async function saidIn(ctx: Context, item: string, note: string): Promise<Said | null> {
  const [row] =
    (await ctx.tx?.query<Omit<Said, 'fromUser'> & { channel: string }>({
      sql: `select author, audience, channel, left(body, ${mailed}) as body, mentions from note
        where id = $1 and item = $2 and recalled_at is null and released_at is not null`,
      parameters: [note, item],
    })) ?? [];
  if (!row) return null;
  const { channel, ...said } = row;
  return { ...said, fromUser: channel === 'portal' };
}

/** The solution that a case had with a version; null where it had none, or what it was is erased. */
export async function solutionIn(ctx: Context, item: string, version: number | null): Promise<string | null> {
  const [row] =
    (await ctx.tx?.query<{ solution: string | null }>({
      sql: `select payload -> 'changes' -> 'solution' ->> 1 as solution from history
        where item = $1 and version <= $2 and payload -> 'changes' ? 'solution' order by version desc, id desc limit 1`,
      parameters: [item, version],
    })) ?? [];
  return row?.solution ?? null;
}

/** The last thing that the desk had told the user at an instant, or null. */
export async function lastTold(ctx: Context, item: string, at: string): Promise<string | null> {
  const [row] =
    (await ctx.tx?.query<{ body: string }>({
      sql: `select left(body, ${mailed}) as body from note
        where item = $1 and audience = 'everyone' and channel <> 'portal' and recalled_at is null
          and released_at <= $2
        order by at desc, id desc limit 1`,
      parameters: [item, at],
    })) ?? [];
  return row?.body ?? null;
}
