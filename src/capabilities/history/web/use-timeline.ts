import { useInfiniteQuery } from '@tanstack/react-query';
import { get } from '#/platform/web/api.ts';
import { besideKey } from '#/record/web/beside/use-beside.ts';
import type { Timeline, TimelineEntry } from '#/capabilities/history/shared/timeline.ts';

/** Everything that was read of a timeline, in the order in which it happened. */
export const oldestFirst = (data: { pages: readonly Timeline[] } | undefined): readonly TimelineEntry[] =>
  (data?.pages.flatMap(({ entries }) => entries) ?? []).toReversed();

/** What was said and done on a record, newest page first. */
export function useTimeline(id: string) {
  return useInfiniteQuery({
    queryKey: besideKey(id, 'timeline'),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }: Timeline) => next,
    queryFn: ({ pageParam, signal }) =>
      get<Timeline>(`/items/${id}/timeline`, { before: pageParam, limit: 60 }, signal),
  });
}
