import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { FilterProblem } from '#/engines/filter/filter.ts';
import { post } from '#/platform/web/api.ts';
import type { Names } from '#/record/shared/named.ts';

export interface Checked {
  problems: readonly FilterProblem[];
  text: string | null;
  readable: string | null;
  names: Names;
}

/** What the server says of a filter that is to be kept, as it will when it is saved. */
export function useChecked(kind: string, asker: 'nobody' | 'holder', text: string) {
  return useQuery({
    queryKey: ['filter-check', kind, asker, text],
    enabled: text.trim() !== '',
    staleTime: Infinity,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => post<Checked>(`/filters/${kind}/check`, { text, asker }, { signal }),
  });
}
