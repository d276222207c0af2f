import type { Named } from '#/record/shared/named.ts';
import { configurationOf } from '../configuration.ts';
import type { Context } from '../context.ts';

/**
 * Titles in the reader's language, for kinds of configuration that have a Slovak name of their own (categories,
 * pending reasons); the registry keeps the one title that everybody has. From memory: nothing is read for it.
 */
export async function inLanguage(ctx: Context, names: Record<string, Named>): Promise<Record<string, Named>> {
  if (ctx.actor.language !== 'sk') return names;
  const twofold = Object.entries(names).filter(([, { kind }]) => {
    const definition = ctx.kit.types.get(kind)?.definition;
    return definition?.configuration === 'rules' && definition.fields['nameSk'] !== undefined;
  });
  if (twofold.length === 0) return names;
  const configuration = await configurationOf(ctx);
  const rows = await Promise.all(twofold.map(([id, { kind }]) => configuration.find(kind, id)));
  const said = twofold.map(([id, name], n) => [id, { ...name, title: (rows[n]?.['nameSk'] as string) || name.title }]);
  return { ...names, ...Object.fromEntries(said) };
}
