import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { del, get, patch, post } from '#/platform/web/api.ts';
import { concerns, useLive } from '#/platform/web/live.ts';
import type { Translate } from '#/platform/web/texts.ts';
import type { View, ViewCounts } from '#/capabilities/views/shared/view.ts';

/** The views of a kind of record: those that ship, one's own, shared ones. */
export function useViews(kind: string) {
  return useQuery({
    queryKey: ['views', kind],
    staleTime: 60_000,
    queryFn: async ({ signal }) => (await get<{ rows: readonly View[] }>('/views', { kind }, signal)).rows,
  });
}

const pause = 2000;

/** How many records each view lists; counted again soon after something changed, at most every two seconds. */
export function useViewCounts(kind: string) {
  const queries = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useLive((event) => {
    if (!concerns(event, kind)) return;
    if (timer.current !== undefined) return;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      void queries.invalidateQueries({ queryKey: ['view-counts', kind] });
    }, pause);
  });
  return useQuery({
    queryKey: ['view-counts', kind],
    refetchInterval: 120_000,
    queryFn: async ({ signal }) => (await get<{ counts: ViewCounts }>('/views/counts', { kind }, signal)).counts,
  });
}

export const viewName = (view: View, t: Translate): string => view.name ?? t(`view.${view.kind}.${view.key}`);

export type ViewInput = { name: string; filter: string; sort: string; columns: readonly string[]; shared?: boolean };

export const saveView = (kind: string, input: ViewInput) => post<View>('/views', { kind, ...input });
export const changeView = (id: string, input: Partial<ViewInput>) => patch<View>(`/views/${id}`, input, 1);
export const deleteView = (id: string) => del(`/views/${id}`);
