import { useQuery } from '@tanstack/react-query';
import { get } from '#/platform/web/api.ts';
import { besideKey } from '#/record/web/beside/use-beside.ts';
import type { ClockFacts, Explanation } from '#/capabilities/clocks/shared/answers.ts';

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
