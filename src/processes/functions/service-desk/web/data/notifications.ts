import { useQuery } from '@tanstack/react-query';
import { get, post } from '#/platform/web/api.ts';

export interface Notification {
  id: string;
  kind: string;
  at: string;
  readAt: string | null;
  item: { id: string; number: string | null; title: string | null } | null;
  /** What happened, as a sentence in the person's language. */
  text: string;
}

export interface Inbox {
  rows: readonly Notification[];
  unread: number;
  next: string | null;
}

/** The newest of what a person was told. */
export function useInbox() {
  return useQuery({
    queryKey: ['notifications'],
    queryFn: ({ signal }) => get<Inbox>('/portal/notifications', { limit: 50 }, signal),
  });
}

export const markRead = (ids: readonly string[] | 'all') =>
  post('/portal/notifications/read', ids === 'all' ? { all: true } : { ids });
