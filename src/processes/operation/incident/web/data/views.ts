import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { del, get, patch, post } from '#/platform/web/api.ts';
import { useLive } from '#/platform/web/live.ts';
import type { Translate } from '#/platform/web/texts.ts';
import type { View, ViewCounts } from '#/capabilities/views/shared/view.ts';

/** The views of cases: those that ship, one's own, shared ones. */
export function useViews() {
  return useQuery({
    queryKey: ['views', 'incident'],
    staleTime: 60_000,
    queryFn: async ({ signal }) => (await get<{ rows: readonly View[] }>('/views', { kind: 'incident' }, signal)).rows,
  });
}

const pause = 2000;

/** How many cases each view lists; counted again soon after something changed, at most every two seconds. */
export function useViewCounts() {
  const queries = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useLive((event) => {
    if (event.type !== 'again' && !(event.type === 'change' && event.kind === 'incident')) return;
    if (timer.current !== undefined) return;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      void queries.invalidateQueries({ queryKey: ['view-counts'] });
    }, pause);
  });
  return useQuery({
    queryKey: ['view-counts'],
    refetchInterval: 120_000,
    queryFn: async ({ signal }) =>
      (await get<{ counts: ViewCounts }>('/views/counts', { kind: 'incident' }, signal)).counts,
  });
}

/** The view that an agent begins with. */
export const fallbackView = 'shipped:group-open';

export const viewName = (view: View, t: Translate): string => view.name ?? t(`view.incident.${view.key}`);

export type ViewInput = { name: string; filter: string; sort: string; columns: readonly string[]; shared?: boolean };

export const saveView = (input: ViewInput) => post<View>('/views', { kind: 'incident', ...input });
export const changeView = (id: string, input: Partial<ViewInput>) => patch<View>(`/views/${id}`, input, 1);
export const deleteView = (id: string) => del(`/views/${id}`);
