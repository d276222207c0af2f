import { useQuery } from '@tanstack/react-query';
import { get } from '#/platform/web/api.ts';
import { useText } from '#/platform/web/texts.ts';
import { useTypes } from '#/record/web/definitions.tsx';
import type { TypeShape } from '#/record/web/definitions.tsx';

/**
 * The kind of record that a rule or grant is about, also for somebody who may not read such records; `looking` until it
 * is known whether there is one.
 */
export function useAbout(kind: string): { type: TypeShape | undefined; looking: boolean } {
  const { language } = useText();
  const known = useTypes().kind(kind);
  const { data, isLoading } = useQuery({
    queryKey: ['definition', kind, language],
    enabled: known === undefined && kind !== '',
    staleTime: Infinity,
    queryFn: ({ signal }) => get<TypeShape>(`/definitions/${kind}`, {}, signal),
  });
  return { type: known ?? data, looking: isLoading };
}
