import { ownKey } from '#/record/shared/own-fields.ts';
import { useTypes } from './definitions.tsx';
import type { FieldShape } from './definitions.tsx';

const none: readonly FieldShape[] = [];

/** The fields that customers added to a kind of record, in their order; none where the reader may not know of them. */
export const useCustomFields = (kind: string): readonly FieldShape[] => useTypes().kind(kind)?.own ?? none;

/** A change of one field as the server takes it; those of customers' own leave their neighbours alone. */
export function changeOf(name: string, value: unknown): Record<string, unknown> {
  const key = ownKey(name);
  return key === null ? { [name]: value } : { custom: { [key]: value } };
}
