import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { get } from '#/platform/web/api.ts';
import type { CatalogueSource } from '#/platform/web/texts.ts';

/** A number, and the filter that lists exactly the cases behind it. */
export interface Counted {
  count: number;
  filter: string;
}

export interface Rate {
  value: number | null;
  of: Counted;
  counted: Counted;
}

export interface OverviewAnswer {
  since: string;
  group: string | null;
  now: Record<'open' | 'unassigned' | 'waiting' | 'atRisk' | 'late', Counted>;
  open: { priority: number; bands: ({ band: string } & Counted)[] }[];
  days: { date: string; opened: Counted; resolved: Counted }[];
  reassigned: Counted;
  pingPong: Counted;
  firstContact: Rate;
  reopened: Rate;
}

/** The texts of this page; loaded with it. */
export const overviewTexts: CatalogueSource = {
  en: () => import('./texts/en.json'),
  sk: () => import('./texts/sk.json'),
};

/** The numbers of some days, of one group's cases or of all; asked for again each minute while the page is open. */
export function useOverview(days: number, group: string | undefined) {
  return useQuery({
    queryKey: ['overview', days, group ?? ''],
    queryFn: ({ signal }) => get<OverviewAnswer>('/overview', { days, ...(group ? { group } : {}) }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
}

/** The groups one can look at by themselves. */
export function useGroups() {
  return useQuery({
    queryKey: ['overview', 'groups'],
    queryFn: ({ signal }) =>
      get<{ rows: { id: string; name: string }[] }>(
        '/groups',
        { fields: 'name', filter: 'state = active', sort: 'name', limit: 200 },
        signal,
      ),
    staleTime: 300_000,
  });
}
