import type { Kit } from '#/record/server/kit.ts';
import { notUnique } from '#/record/server/not-unique.ts';

/** Turns what the database refuses because of an input into a refusal; leaves everything else as it is. */
export function expected(kit: Kit, error: unknown): unknown {
  const { table } = (error ?? {}) as { table?: string };
  return table === 'idempotency_key' ? error : (notUnique(kit, error) ?? error);
}
