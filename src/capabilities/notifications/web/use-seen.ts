import { useEffect } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { post } from '#/platform/web/api.ts';

/**
 * Whoever has a record open has seen what they were told of it: those notifications are read, also what comes while it is
 * open before them. `unread` is how much is unread altogether; `root` says through which face.
 */
export function useSeen(item: string, unread: number, root: '' | '/portal' = ''): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (unread === 0 || document.visibilityState !== 'visible') return;
    post(`${root}/notifications/read`, { item }).then(
      () => queries.invalidateQueries({ queryKey: ['notifications'] }),
      // Nobody asked for it: what stays unread can be read in its list.
      () => undefined,
    );
  }, [item, unread, root, queries]);
}
