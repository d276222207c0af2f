import { useInfiniteQuery, keepPreviousData, useQuery } from '@tanstack/react-query';
import { get } from '#/platform/web/api.ts';
import type {
  IncidentContext,
  Member,
  PersonContext,
  SimilarCase,
} from '#/processes/operation/incident/shared/beside.ts';
import type { ClockFacts, Explanation } from '#/capabilities/clocks/shared/answers.ts';
import type { Timeline } from '#/capabilities/history/shared/timeline.ts';
import type { Task } from '#/capabilities/tasks/shared/task.ts';
import type { Link } from '#/capabilities/links/shared/link.ts';
import type { Watcher } from '#/capabilities/watchers/shared/watcher.ts';
import type { Spent } from '#/capabilities/time-spent/shared/spent.ts';
import type { Names } from '#/record/shared/named.ts';

/** Everything that stands beside a case is read under this key, and read again together when the case changes. */
export const besideKey = (id: string, part: string) => ['beside', id, part] as const;

/** What was said and done on a case, newest page first. */
export function useTimeline(id: string) {
  return useInfiniteQuery({
    queryKey: besideKey(id, 'timeline'),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }: Timeline) => next,
    queryFn: ({ pageParam, signal }) =>
      get<Timeline>(`/items/${id}/timeline`, { before: pageParam, limit: 60 }, signal),
  });
}

export function useClocks(id: string) {
  return useQuery({
    queryKey: besideKey(id, 'clocks'),
    // The countdown goes on by itself; working time that passes on the server is fetched now and then.
    refetchInterval: 60_000,
    queryFn: async ({ signal }) =>
      (await get<{ clocks: readonly ClockFacts[] }>(`/items/${id}/clocks`, {}, signal)).clocks,
  });
}

export function useExplanation(id: string, kind: string, enabled: boolean) {
  return useQuery({
    queryKey: besideKey(id, `explanation ${kind}`),
    enabled,
    queryFn: ({ signal }) => get<Explanation>(`/items/${id}/clocks/${kind}/explanation`, {}, signal),
  });
}

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

/** The answers of the four lists that hang on a case. */
export interface SideLists {
  tasks: { rows: readonly Task[]; names: Names };
  links: { rows: readonly Link[] };
  watchers: { rows: readonly Watcher[]; me: boolean };
  time: { rows: readonly Spent[]; total: number; names: Names };
}

export function useSideList<K extends keyof SideLists>(id: string, kind: K) {
  return useQuery({
    queryKey: besideKey(id, kind),
    queryFn: ({ signal }) => get<SideLists[K]>(`/items/${id}/${kind}`, {}, signal),
  });
}
