import { toField } from '#/base/words.ts';
import { Refusal, message } from '#/base/refusal.ts';

/** Turns what the database refuses because of an input into a refusal; leaves everything else as it is. */
export function expected(error: unknown): unknown {
  const { code, detail, table } = (error ?? {}) as { code?: string; detail?: string; table?: string };
  if (code !== '23505' || table === 'idempotency_key') return error;
  // `Key (lower(email))=(…) already exists.`: the column is told, never somebody else's value.
  const columns = /^Key \((.+?)\)=\(/.exec(detail ?? '')?.[1]?.match(/[a-z_]+/g) ?? [];
  const fields = columns.filter((column) => column !== 'lower' && column !== 'mainstay_fold').map(toField);
  return new Refusal(
    'conflict',
    'refusal.not-unique',
    Object.fromEntries(fields.map((field) => [field, message('field.not-unique')])),
  );
}
