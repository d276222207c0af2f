import { useQuery, useQueryClient } from '@tanstack/react-query';
import type {
  ImportKind,
  ImportSource,
  NamedMapping,
  OfferedMapping,
  ToldMappingProblem,
} from '#/capabilities/mapping/shared/answers.ts';
import type {
  Outcome,
  RefusalReason,
  ShownPreview,
  ShownResult,
  ShownRun,
} from '#/capabilities/imports/shared/answers.ts';
import type { Mapping } from '#/capabilities/mapping/shared/mapping.ts';
import { get, post } from '#/platform/web/api.ts';
import type { CatalogueSource } from '#/platform/web/texts.ts';

/** The texts of these pages; loaded with them. */
export const importTexts: CatalogueSource = {
  en: () => import('./texts/en.json'),
  sk: () => import('./texts/sk.json'),
};

/** Whether a run is still being worked on. */
export const isUnderWay = ({ status }: Pick<ShownRun, 'status'>): boolean =>
  ['queued', 'dry-run', 'running', 'undoing'].includes(status);

/** The kinds of records that can be imported. */
export const useKinds = () =>
  useQuery({
    queryKey: ['imports', 'kinds'],
    queryFn: ({ signal }) => get<{ rows: ImportKind[] }>('/imports/kinds', {}, signal),
    staleTime: 60_000,
  });

/** Runs, the newest first, from behind one on; asked for again while one is under way. */
export const useRuns = (before: string | null) =>
  useQuery({
    queryKey: ['imports', 'runs', before],
    queryFn: ({ signal }) =>
      get<{ rows: ShownRun[]; next: string | null }>(
        '/imports/runs',
        { limit: 30, ...(before === null ? {} : { before }) },
        signal,
      ),
    refetchInterval: ({ state }) => (state.data?.rows.some(isUnderWay) ? 2000 : false),
  });

/** One run, as it goes on. */
export const useRun = (id: string) =>
  useQuery({
    queryKey: ['imports', 'run', id],
    queryFn: ({ signal }) => get<ShownRun>(`/imports/runs/${id}`, {}, signal),
    refetchInterval: ({ state }) => (state.data && isUnderWay(state.data) ? 700 : false),
  });

/** Some of a run's results, from a position on. */
export const useResults = (run: ShownRun, outcome: Outcome | '', after: number) =>
  useQuery({
    queryKey: ['imports', 'results', run.id, run.status, outcome, after],
    enabled: !isUnderWay(run),
    queryFn: ({ signal }) =>
      get<{ rows: ShownResult[]; next: number | null }>(
        `/imports/runs/${run.id}/results`,
        { outcome, after, limit: 50 },
        signal,
      ),
  });

/** Cases of a dry run as they would become: a few of each state, or the one of a number. */
export const usePreviews = (run: ShownRun, number: string) =>
  useQuery({
    queryKey: ['imports', 'previews', run.id, run.status, number],
    queryFn: ({ signal }) =>
      get<{ rows: ShownPreview[]; hidden: number }>(
        `/imports/runs/${run.id}/preview`,
        number === '' ? {} : { number },
        signal,
      ),
  });

/** Why cases of a run were refused. */
export const useReasons = (run: ShownRun) =>
  useQuery({
    queryKey: ['imports', 'reasons', run.id, run.status],
    enabled: !isUnderWay(run) && run.counts.refused > 0,
    queryFn: ({ signal }) => get<{ rows: RefusalReason[] }>(`/imports/runs/${run.id}/reasons`, {}, signal),
  });

/** A file that was uploaded before. */
export const useSource = (source: string, name: string, enabled = true) =>
  useQuery({
    queryKey: ['imports', 'source', source],
    enabled,
    queryFn: ({ signal }) => get<ImportSource>(`/imports/sources/${source}`, { name }, signal),
    staleTime: Infinity,
  });

/** The mappings that were saved for a kind of record. */
export const useNamedMappings = (kind: string) =>
  useQuery({
    queryKey: ['imports', 'mappings', kind],
    queryFn: ({ signal }) => get<{ rows: NamedMapping[] }>('/imports/mappings', { kind }, signal),
  });

/** What is wrong with a mapping as it stands. */
export const useFaults = (kind: string, source: string, mapping: Mapping) =>
  useQuery({
    queryKey: ['imports', 'faults', source, mapping],
    queryFn: ({ signal }) =>
      post<{ problems: ToldMappingProblem[] }>('/imports/checks', { kind, source, mapping }, { signal }),
    placeholderData: (before) => before,
  });

/** Customers by name, to choose from. */
export const useCustomers = () =>
  useQuery({
    queryKey: ['imports', 'customers'],
    queryFn: ({ signal }) =>
      get<{ rows: { id: string; name: string }[] }>(
        '/organisations',
        { fields: 'name', filter: 'kind = customer', sort: 'name', limit: 200 },
        signal,
      ),
    staleTime: 60_000,
  });

/** How a file is to be read, as far as that is stated. */
export type Stated = Pick<NonNullable<Mapping['source']>, 'encoding' | 'delimiter' | 'sheet' | 'header'>;

function statedIn({ encoding, delimiter, sheet, header }: Stated): Stated {
  const all = { encoding, delimiter, sheet, header };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined && value !== ''));
}

/** What an uploaded file looks like when it is read as stated. */
export const lookAgain = ({ source, name }: ImportSource, stated: Stated): Promise<ImportSource> =>
  get<ImportSource>(`/imports/sources/${source}`, { name, ...statedIn(stated) });

/** The mapping that a file's columns suggest. */
export const suggestion = (
  kind: string,
  source: string,
  customer: string,
  stated: Stated = {},
): Promise<OfferedMapping> =>
  post<OfferedMapping>('/imports/suggestions', {
    kind,
    source,
    ...(customer ? { customer } : {}),
    ...statedIn(stated),
  });

/** Forgets what was read of imports. */
export function useForget(): () => void {
  const queries = useQueryClient();
  return () => void queries.invalidateQueries({ queryKey: ['imports'] });
}
