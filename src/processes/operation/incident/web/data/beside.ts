import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { get } from '#/platform/web/api.ts';
import { besideKey } from '#/record/web/beside/use-beside.ts';
import type {
  IncidentContext,
  Member,
  PersonContext,
  SimilarCase,
} from '#/processes/operation/incident/shared/beside.ts';

export function useCaseContext(id: string) {
  return useQuery({
    queryKey: besideKey(id, 'context'),
    queryFn: ({ signal }) => get<IncidentContext>(`/incidents/${id}/context`, {}, signal),
  });
}

export function usePersonContext(person: string | null) {
  return useQuery({
    queryKey: ['person-context', person],
    enabled: person !== null,
    staleTime: 15_000,
    queryFn: ({ signal }) => get<PersonContext>(`/people/${person}/context`, {}, signal),
  });
}

/** Cases like one that is read or logged. */
export function useSimilar(like: {
  title: string;
  description?: string;
  item?: string;
  service?: string;
  exclude?: string;
}) {
  const worth = like.title.trim().length >= 4 || Boolean(like.item);
  return useQuery({
    queryKey: ['similar', like],
    enabled: worth,
    staleTime: 60_000,
    placeholderData: worth ? keepPreviousData : undefined,
    queryFn: async ({ signal }) =>
      (
        await get<{ rows: readonly SimilarCase[] }>(
          '/incidents/similar',
          { ...like, title: like.title.slice(0, 300), description: like.description?.slice(0, 1500) },
          signal,
        )
      ).rows,
  });
}

export function useMembers(group: string | null) {
  return useQuery({
    queryKey: ['members', group],
    enabled: group !== null,
    staleTime: 15_000,
    queryFn: async ({ signal }) =>
      (await get<{ rows: readonly Member[] }>(`/groups/${group}/members`, {}, signal)).rows,
  });
}
