import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { get } from '#/platform/web/api.ts';

/** A service that is offered on the portal. */
export interface Service {
  id: string;
  title: string;
}

/** The services that are offered on the portal, the most important first. */
export function useServices() {
  return useQuery({
    queryKey: ['services'],
    staleTime: 5 * 60_000,
    queryFn: async ({ signal }) => (await get<{ rows: readonly Service[] }>('/portal/services', {}, signal)).rows,
  });
}

/** Something that the search found. */
export interface Hit {
  id: string;
  kind: string;
  number: string;
  title: string;
}

/** Answers while one types. Each query has its own key, so that a late answer never replaces a newer one. */
export function useSearch(words: string) {
  return useQuery({
    queryKey: ['search', words],
    enabled: words.length > 1,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => (await get<{ rows: readonly Hit[] }>('/portal/search', { q: words }, signal)).rows,
  });
}
