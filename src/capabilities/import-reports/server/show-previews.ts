import { quote, Parameters } from '#/platform/database/build.ts';
import { isId } from '#/platform/ids.ts';
import type { Context } from '#/record/server/context.ts';
import { runRead } from '#/record/server/context.ts';
import type { RecordType } from '#/record/server/kit.ts';
import { lookUpNames } from '#/record/server/read/names.ts';
import { visible } from '#/record/server/read/predicate.ts';
import type { ShownPreview } from '#/capabilities/imports/shared/answers.ts';
import { mostPreviews } from './keep-previews.ts';
import type { KeptPreview } from './preview-of.ts';

/** The cases of a dry run that were kept to be looked at, in the order of the file. */
export async function keptPreviews(ctx: Context, run: string): Promise<KeptPreview[]> {
  const rows = await ctx.db.read<{ shown: KeptPreview }>(
    { kind: 'staff' },
    {
      sql: `select shown from import_preview where run = $1 order by position limit ${mostPreviews}`,
      parameters: [run],
    },
  );
  return rows.map(({ shown }) => shown);
}

/**
 * Cases as they would become, with names for whoever looks. A case that is here already is put together with what its
 * record says, so that it is shown to those alone who may see that.
 */
export async function showPreviews(
  ctx: Context,
  type: RecordType,
  previews: readonly KeptPreview[],
): Promise<ShownPreview[]> {
  const items = previews.flatMap(({ item }) => item ?? []);
  const seen = items.length === 0 ? new Set<string>() : await seenOf(ctx, type, items);
  const shown = previews.filter(({ item }) => item === null || seen.has(item));
  const ids = shown.flatMap(({ values, entries }) => [
    ...Object.values(values),
    ...entries.flatMap(({ changes }) => changes.flatMap(({ from, to }) => [from, to])),
  ]);
  const names = await lookUpNames(ctx, [...new Set(ids.flat().filter((id) => isId(id)))]);
  return shown.map(({ made, item: _, ...preview }) => ({
    ...preview,
    names: { ...Object.fromEntries(Object.entries(names).map(([id, { title }]) => [id, title])), ...made },
  }));
}

async function seenOf(ctx: Context, type: RecordType, items: readonly string[]): Promise<Set<string>> {
  const parameters = new Parameters();
  const seen = visible(ctx, type, 'r', parameters, { single: true });
  const rows = await runRead<{ id: string }>(ctx, {
    sql: `select r.id from ${quote(type.table)} r where r.id = any(${parameters.value(items)}::uuid[]) and ${seen}`,
    parameters: parameters.values,
  });
  return new Set(rows.map(({ id }) => id));
}
