import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { get, post } from '#/platform/web/api.ts';
import type { Inbox } from '#/capabilities/notifications/shared/answers.ts';

/** What a person was told, the newest first. */
export function useInbox() {
  return useInfiniteQuery({
    queryKey: ['notifications', 'inbox'],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => get<Inbox>('/portal/notifications', { before: pageParam, limit: 30 }, signal),
    getNextPageParam: (page) => page.next,
  });
}

/** How much of it is new, counted up to 100. */
export function useUnread() {
  return useQuery({
    queryKey: ['notifications', 'count'],
    queryFn: ({ signal }) => get<{ count: number; more: boolean }>('/portal/notifications/count', {}, signal),
  });
}

export const markRead = (ids: readonly string[] | 'all') =>
  post('/portal/notifications/read', ids === 'all' ? { all: true } : { ids });
