import { useQuery } from '@tanstack/react-query';
import { get } from '#/platform/web/api.ts';

/** How much is unread, counted up to 100. */
export function useUnread(): number {
  const { data } = useQuery({
    queryKey: ['notifications', 'unread'],
    refetchInterval: 120_000,
    queryFn: ({ signal }) => get<{ count: number; more: boolean }>('/notifications/count', {}, signal),
  });
  return data ? data.count + (data.more ? 1 : 0) : 0;
}
