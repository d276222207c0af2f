import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Mapping } from '#/capabilities/mapping/shared/mapping.ts';
import { del, get } from '#/platform/web/api.ts';
import { useDraft } from '#/platform/web/draft.ts';
import type { Draft } from '#/platform/web/draft.ts';
import { useFormats } from '#/platform/web/format.ts';
import { useText } from '#/platform/web/texts.ts';

/** A mapping that somebody works on: it is kept with each change, for the same file. */
export interface InWork extends Readonly<Record<string, unknown>> {
  source: string;
  /** The file's name. */
  name: string;
  mapping: Mapping | null;
}

const contextOf = (source: string) => `import:${source.slice(0, 40)}`;

/** The mapping in work of a file, by the file's digest. */
export const useMappingInWork = (source: string): Draft<InWork> =>
  useDraft<InWork>(contextOf(source), { source, name: '', mapping: null });

/** Forgets the mapping in work of a file: it has become a run, or is not wanted. */
export const forgetInWork = (source: string): Promise<unknown> =>
  del(`/drafts/${encodeURIComponent(contextOf(source))}`);

/** The mappings that the person has in work, the newest first. */
export function MappingsInWork({ onGoOn }: { onGoOn(source: string): void }) {
  const { t } = useText();
  const formats = useFormats();
  const queries = useQueryClient();
  const { data } = useQuery({
    queryKey: ['imports', 'in-work'],
    queryFn: async ({ signal }) => {
      const { rows } = await get<{ rows: { context: string; at: string }[] }>('/drafts', {}, signal);
      const mine = rows.filter(({ context }) => context.startsWith('import:')).slice(0, 5);
      const drafts = await Promise.all(
        mine.map(({ context }) =>
          get<{ body: InWork | null; at: string | null }>(`/drafts/${encodeURIComponent(context)}`, {}, signal),
        ),
      );
      return drafts.flatMap(({ body, at }) => (body?.mapping && at !== null ? [{ ...body, at }] : []));
    },
    gcTime: 0,
  });
  if (!data || data.length === 0) return null;
  const drop = async (source: string) => {
    await forgetInWork(source);
    await queries.invalidateQueries({ queryKey: ['imports', 'in-work'] });
  };
  return (
    <section className="import-card" aria-labelledby="import-in-work">
      <h2 id="import-in-work">{t('import.in-work')}</h2>
      <ul className="import-in-work">
        {data.map(({ source, name, at }) => (
          <li key={source} className="import-line">
            <button type="button" className="text-button" onClick={() => onGoOn(source)}>
              {name}
            </button>
            <time dateTime={at} className="import-quiet" title={formats.momentInFull(at)}>
              {formats.relative(at)}
            </time>
            <button
              type="button"
              className="quiet-button"
              aria-label={t('import.in-work-drop-of', { name })}
              onClick={() => void drop(source)}
            >
              {t('import.in-work-drop')}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
