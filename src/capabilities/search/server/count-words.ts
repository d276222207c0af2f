import type { Context } from '#/record/server/context.ts';

/** Counts anew which words are so frequent that reading in order finds them sooner than their index does. */
export async function countWords(db: Context['db']): Promise<void> {
  await db.relay((tx) => tx.query({ sql: 'select mainstay_count_words()', parameters: [] }));
}
