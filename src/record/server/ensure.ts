import { perform } from './commit/perform.ts';
import { configurationOf } from './configuration.ts';
import { forgetEpochs } from './epoch.ts';
import type { Context } from './context.ts';

/** Creates a piece of configuration unless one with the same value in the field `by` is there; returns its id. */
export async function ensure(ctx: Context, kind: string, by: string, values: Record<string, unknown>): Promise<string> {
  forgetEpochs(ctx);
  const rows = await (await configurationOf(ctx)).rows(kind, 'all');
  const known = rows.find((row) => row[by] === values[by]);
  if (known) return known['id'] as string;
  const made = await perform(ctx, kind, 'create', null, values);
  forgetEpochs(ctx);
  return made.id;
}
