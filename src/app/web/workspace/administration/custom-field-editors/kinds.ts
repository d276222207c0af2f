import { useQuery } from '@tanstack/react-query';
import { get } from '#/platform/web/api.ts';
import { useText } from '#/platform/web/texts.ts';
import { useTypes } from '#/record/web/definitions.tsx';

interface Kinds {
  take: readonly string[];
  pointAt: readonly string[];
}

/** The kinds of record that take fields of one's own, or that such a field may point at, by their names. */
export function useKinds(which: keyof Kinds): { value: string; label: string }[] {
  const { t, language } = useText();
  const types = useTypes();
  const { data } = useQuery({
    queryKey: ['custom-field-kinds'],
    staleTime: Infinity,
    queryFn: ({ signal }) => get<Kinds>('/custom-fields/kinds', {}, signal),
  });
  // Whoever adds a field need not be able to read the records that get it.
  const labelOf = (kind: string) => types.kind(kind)?.labelMany ?? t(`admin.kind.${kind}`);
  return (data?.[which] ?? [])
    .map((value) => ({ value, label: labelOf(value) }))
    .toSorted((a, b) => a.label.localeCompare(b.label, language));
}
