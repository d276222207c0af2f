import { message, Refusal } from '#/base/refusal.ts';
import { personOf } from '#/capabilities/search/server/query.ts';
import { writeOwn } from '#/capabilities/search/server/staff-pool.ts';
import type { Context } from '#/record/server/context.ts';
import { contextOf } from './context-of.ts';
import { readDraft } from './read.ts';

/** Longest draft, as JSON, in characters: a reply may have 100,000. */
const longest = 130_000;
/** Most drafts of one person; the oldest make room. */
const most = 500;

/**
 * Keeps a draft that was written over the one of the instant `seen` (null: over none). Two windows of one person may
 * both write: over a newer draft that this one has not seen nothing is saved, and the refusal carries the newer one.
 * A draft that was sent or thrown away meanwhile stands in nobody's way.
 */
export async function saveDraft(
  ctx: Context,
  context: string | undefined,
  body: unknown,
  seen: string | null,
): Promise<{ context: string; at: string }> {
  const name = contextOf(context);
  const person = personOf(ctx);
  const text = JSON.stringify(body ?? null);
  if (text.length > longest) throw new Refusal('too-large', message('draft.too-long', { max: longest }));
  // PostgreSQL's jsonb holds no NUL and no half of a surrogate pair; what a keyboard makes has neither.
  if (/\\u0000|\\ud[89a-f]/i.test(text)) throw new Refusal('bad-request', message('field.control-characters'));
  const at = await writeOwn(ctx, async (tx) => {
    const [saved] = await tx.query<{ at: string }>({
      // Two saves of one instant are two drafts: the instant is what tells them apart.
      sql: `insert into draft (person, context, body, at) values ($1, $2, $3::jsonb, $4)
        on conflict (person, context) do update
          set body = excluded.body, at = greatest(excluded.at, draft.at + interval '1 millisecond')
          where draft.at = $5::timestamptz or draft.body = excluded.body
        returning at`,
      parameters: [person, name, text, new Date(ctx.now).toISOString(), seen],
    });
    await tx.query({
      sql: `delete from draft where person = $1 and context in
        (select context from draft where person = $1 order by at desc, context offset ${most})`,
      parameters: [person],
    });
    return saved?.at ?? null;
  });
  if (at === null) {
    throw new Refusal('conflict', message('draft.newer'), {}, { current: await readDraft(ctx, name) });
  }
  return { context: name, at };
}
