import { message, Refusal } from '#/base/refusal.ts';
import { toField } from '#/base/words.ts';
import type { Kit, RecordType } from './kit.ts';

/** What PostgreSQL says of a value that is there already (SQLSTATE 23505). */
interface Duplicate {
  code?: string;
  table?: string;
  constraint?: string;
  /** `Key (lower(email))=(…) already exists.`; kept back where row-level security holds the table. */
  detail?: string;
}

/**
 * The refusal for a value that must be unique and is not, naming its fields; null for any other error. Names columns
 * alone, never somebody else's value. The fields are those of the constraint's columns: as PostgreSQL tells them, and
 * for a table behind row-level security, where it does not, by the constraint's name (`person_email_key`,
 * `person_email_once`).
 */
export function notUnique(kit: Kit, error: unknown): Refusal | null {
  const { code, table = '', constraint = '', detail = '' } = (error ?? {}) as Duplicate;
  if (code !== '23505') return null;
  const type = [...kit.types.values()].find((one) => one.table === table);
  const told = /^Key \((.+?)\)=\(/.exec(detail)?.[1]?.match(/[a-z_]+/g) ?? [];
  const named = told.length > 0 ? told : [constraint.slice(table.length + 1).replace(/_(key|once)$/, '')];
  const fields = named.flatMap((column) => fieldOf(type, column) ?? []);
  return new Refusal(
    'conflict',
    'refusal.not-unique',
    Object.fromEntries(fields.map((field) => [field, message('field.not-unique')])),
  );
}

/** The field of a column; undefined for what is none, such as the functions around it. */
function fieldOf(type: RecordType | undefined, column: string): string | undefined {
  if (type) return type.columns.find((one) => one.column === column)?.field;
  return ['', 'lower', 'mainstay_fold', 'text'].includes(column) ? undefined : toField(column);
}
