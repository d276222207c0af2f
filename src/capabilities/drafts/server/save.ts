import { message, Refusal } from '#/base/refusal.ts';
import { personOf } from '#/capabilities/search/server/query.ts';
import { writeOwn } from '#/capabilities/search/server/staff-pool.ts';
import type { Context } from '#/record/server/context.ts';
import { contextOf } from './context-of.ts';

/** Longest draft, as JSON, in characters: a reply may have 100,000. */
const longest = 130_000;
/** Most drafts of one person; the oldest make room. */
const most = 500;

/** Keeps a draft. Two windows of the same person may both save: the last one wins. */
export async function saveDraft(
  ctx: Context,
  context: string | undefined,
  body: unknown,
): Promise<{ context: string; at: string }> {
  const name = contextOf(context);
  const person = personOf(ctx);
  const text = JSON.stringify(body ?? null);
  if (text.length > longest) throw new Refusal('too-large', message('draft.too-long', { max: longest }));
  // PostgreSQL's jsonb holds no NUL and no half of a surrogate pair; what a keyboard makes has neither.
  if (/\\u0000|\\ud[89a-f]/i.test(text)) throw new Refusal('bad-request', message('field.control-characters'));
  const at = new Date(ctx.now).toISOString();
  await writeOwn(ctx, async (tx) => {
    await tx.query({
      sql: `insert into draft (person, context, body, at) values ($1, $2, $3::jsonb, $4)
        on conflict (person, context) do update set body = excluded.body, at = excluded.at`,
      parameters: [person, name, text, at],
    });
    await tx.query({
      sql: `delete from draft where person = $1 and context in
        (select context from draft where person = $1 order by at desc, context offset ${most})`,
      parameters: [person],
    });
  });
  return { context: name, at };
}
