import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
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

/** What is found for some words. Each has its own key, so that a late answer never replaces a newer one. */
export const searchOf = (words: string) =>
  queryOptions({
    queryKey: ['search', words],
    queryFn: async ({ signal }) => (await get<{ rows: readonly Hit[] }>('/portal/search', { q: words }, signal)).rows,
  });

/** Answers while one types. */
export const useSearch = (words: string) =>
  useQuery({ ...searchOf(words), enabled: words.length > 1, placeholderData: keepPreviousData });
