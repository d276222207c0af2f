import { useQuery } from '@tanstack/react-query';
import { get } from '#/platform/web/api.ts';

/** Everything that stands beside a record is read under this key, and read again together when the record changes. */
export const besideKey = (id: string, part: string) => ['beside', id, part] as const;

/** A list that hangs on a record: its tasks, links, watchers, the time that was spent. */
export function useBeside<T>(id: string, part: string) {
  return useQuery({
    queryKey: besideKey(id, part),
    queryFn: ({ signal }) => get<T>(`/items/${id}/${part}`, {}, signal),
  });
}
