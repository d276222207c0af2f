import { useQuery } from '@tanstack/react-query';
import { get } from '#/platform/web/api.ts';
import { useText } from '#/platform/web/texts.ts';
import type { FieldKind } from '#/record/shared/field.ts';

/** A field that the desk added and shows to everybody. */
export interface OwnField {
  /** `custom.floor` */
  name: string;
  label: string;
  kind: FieldKind;
  required: boolean;
  max?: number;
  options?: readonly { value: string; label: string }[];
  /** The kind of record that it points at. */
  to?: string;
}

/** The fields of cases that the desk added for everybody, in their order. */
export function useOwnFields() {
  const { language } = useText();
  return useQuery({
    queryKey: ['own-fields', language],
    staleTime: 5 * 60_000,
    queryFn: async ({ signal }) => {
      type Told = { types: readonly { name: string; own: readonly OwnField[] }[] };
      const { types } = await get<Told>('/portal/definitions', {}, signal);
      return types.find(({ name }) => name === 'incident')?.own ?? [];
    },
  });
}
