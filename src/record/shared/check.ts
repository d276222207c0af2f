import { readInstant } from '#/base/instant.ts';
import { isPhone } from '#/base/phone.ts';
import { message } from '#/base/refusal.ts';
import type { Message } from '#/base/refusal.ts';
import { textFault } from '#/base/text.ts';
import { isZone } from '#/base/time.ts';
import type { Field, Fields } from './field.ts';

type Problem = { path: string; key: string; params?: Record<string, string | number> };
export type Shapes = Readonly<Record<string, (value: unknown) => Problem[]>>;

export interface Checked {
  /** The values in their one form: trimmed, empty texts as null, instants in UTC. */
  values: Record<string, unknown>;
  /** What is wrong, by field. */
  problems: Record<string, Message>;
}

/**
 * Checks an input against its fields, the same way in the form and on the server. Unknown fields are problems.
 * `partial`: only the fields that are named are looked at; `whole`: mandatory fields must be there.
 */
export function checkInput(
  fields: Fields,
  input: Record<string, unknown>,
  mode: 'partial' | 'whole',
  shapes: Shapes = {},
): Checked {
  const values: Record<string, unknown> = {};
  const problems: Record<string, Message> = {};
  for (const name of Object.keys(input)) {
    if (!Object.hasOwn(fields, name)) problems[name] = message('field.unknown');
  }
  for (const [name, field] of Object.entries(fields)) {
    if (!Object.hasOwn(input, name) || input[name] === undefined) {
      if (mode === 'whole' && field.required && field.initial === undefined) problems[name] = message('field.required');
      continue;
    }
    const result = checkValue(field as Field, input[name], shapes);
    if ('problem' in result) problems[name] = result.problem;
    else if (field.required && isBlank(result.value)) problems[name] = message('field.required');
    else values[name] = result.value;
  }
  return { values, problems };
}

function isBlank(value: unknown): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

type Result = { value: unknown } | { problem: Message };
const wrong = (key: string, params?: Record<string, string | number>): Result => ({ problem: message(key, params) });

/** Checks one value of a field and brings it into its one form. */
export function checkValue(field: Field, value: unknown, shapes: Shapes = {}): Result {
  if (value === null || value === '') return { value: emptyOf(field) };
  switch (field.kind) {
    case 'text':
    case 'long-text':
      return checkText(field, value);
    case 'integer':
    case 'level':
      if (typeof value !== 'number' || !Number.isSafeInteger(value)) return wrong('field.not-integer');
      return checkRange(field, value, 2_147_483_647);
    case 'decimal':
      if (typeof value !== 'number' || !Number.isFinite(value)) return wrong('field.not-number');
      return checkRange(field, value, 1e15);
    case 'boolean':
      return typeof value === 'boolean' ? { value } : wrong('field.not-boolean');
    case 'date':
      return isDate(value) ? { value } : wrong('field.not-date');
    case 'instant':
      return checkInstant(value);
    case 'choice':
      if (typeof value === 'string' && field.options?.includes(value)) return { value };
      return wrong('field.not-option', { options: field.options?.join(', ') ?? '' });
    case 'ref':
      return isUuid(value) ? { value: value.toLowerCase() } : wrong('field.not-reference');
    case 'refs':
      return checkList(field, value, isUuid, 'field.not-reference', (entry) => entry.toLowerCase());
    case 'tags':
      return checkList(field, value, isTag, 'field.not-tag', (entry) => entry.trim());
    case 'json': {
      const [first] = shapes[field.shape ?? '']?.(value) ?? [];
      return first ? wrong(first.key, { ...first.params, path: first.path }) : { value };
    }
  }
}

function emptyOf(field: Field): unknown {
  if (field.kind === 'refs' || field.kind === 'tags') return [];
  return field.kind === 'boolean' ? false : null;
}

function checkText(field: Field, value: unknown): Result {
  if (typeof value !== 'string') return wrong('field.not-text');
  // Control characters have no place in a line of text.
  // eslint-disable-next-line no-control-regex
  if (field.kind === 'text' && /[\u0000-\u001F\u007F]/.test(value)) return wrong('field.control-characters');
  const fault = textFault(value);
  if (fault) return wrong(fault);
  const trimmed = value.trim().normalize('NFC');
  if (field.max !== undefined && trimmed.length > field.max) return wrong('field.too-long', { max: field.max });
  if (trimmed === '') return { value: null };
  if (field.format && !formats[field.format](trimmed)) return wrong(`field.not-${field.format}`);
  return { value: trimmed };
}

function checkRange(field: Field, value: number, limit: number): Result {
  const min = field.min ?? -limit;
  const max = field.max ?? limit;
  return value >= min && value <= max ? { value } : wrong('field.out-of-range', { min, max });
}

function checkInstant(value: unknown): Result {
  const at = typeof value === 'string' ? readInstant(value) : null;
  return at === null ? wrong('field.not-instant') : { value: new Date(at).toISOString() };
}

function checkList(
  field: Field,
  value: unknown,
  is: (entry: unknown) => entry is string,
  key: string,
  form: (entry: string) => string,
): Result {
  if (!Array.isArray(value)) return wrong('field.not-list');
  if (field.max !== undefined && value.length > field.max) return wrong('field.too-many', { max: field.max });
  const entries: string[] = [];
  for (const entry of value as unknown[]) {
    if (!is(entry)) return wrong(key);
    entries.push(form(entry));
  }
  return { value: [...new Set(entries)] };
}

const isUuid = (value: unknown): value is string =>
  typeof value === 'string' && /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(value);
const isTag = (value: unknown): value is string =>
  typeof value === 'string' && /^\s*\S[^\n,]{0,59}\s*$/.test(value) && textFault(value) === null;

function isDate(value: unknown): value is string {
  return typeof value === 'string' && readInstant(`${value}T00:00:00Z`) !== null;
}

const formats: Record<NonNullable<Field['format']>, (value: string) => boolean> = {
  email: (value) => /^[^\s@<>",;:\\()[\]]+@[^\s@<>",;:\\()[\]]+\.[^\s@.]+$/.test(value),
  phone: isPhone,
  url: (value) => /^https?:\/\/\S+$/.test(value),
  'time-zone': isZone,
  language: (value) => /^[a-z]{2}$/.test(value),
  country: (value) => /^[A-Z]{2}$/.test(value),
  code: (value) => /^[a-z][a-z0-9-]*$/.test(value),
};
