import type { Value } from './ast.ts';
import { isDate, readInstant, writeInstant } from './day.ts';
import type { Misfit, ProblemCode } from './problem.ts';
import { idType, isActorAttributeName, type FieldType, type FilterSchema } from './schema.ts';
import { suggest } from './suggest.ts';
import { isStorable } from '#/base/text.ts';

/** A value that fits its field, in its canonical form, or why it does not. */
export type Fitted = { readonly value: Value } | { readonly misfit: Misfit };

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const plainNumber = /^-?\d{1,15}(\.\d{1,6})?$/;
// A capital M is a month to whoever knows it from elsewhere: taken for minutes it would mislead without a word.
const relativeTime = /^([Nn][Oo][Ww]|[Tt][Oo][Dd][Aa][Yy])(?:([+-])(\d{1,5})([mhdwHDW]))?$/;

function misfit(code: ProblemCode, params: Misfit['params'] = {}): Fitted {
  return { misfit: { code, params } };
}

/** Up to 15 digits, six of them decimals: exact in a double and short enough to be written without an exponent. */
export function readNumber(text: string): number | null {
  if (!plainNumber.test(text) || text.replace(/^-?0*|\./g, '').length > 15) return null;
  return Number(text) + 0;
}

/** Whether an id fits the type of the ids of a field. */
export function isId(field: FieldType, value: unknown): value is string | number {
  const type = idType(field);
  if (type === 'uuid') return typeof value === 'string' && uuid.test(value);
  if (type === 'text') return typeof value === 'string' && isStorable(value);
  if (!Number.isInteger(value)) return false;
  // Fifteen digits, as any other number here; no sequence gets that far.
  return type === 'bigint' ? Math.abs(value as number) < 1e15 : Math.abs((value as number) + 0.5) < 2 ** 31;
}

/** Reads a literal that is already a JSON scalar. */
export function fitLiteral(field: FieldType, raw: unknown): Fitted {
  if (typeof raw === 'string' && !isStorable(raw)) return misfit('filter.bad-character');
  switch (field.type) {
    case 'text':
    case 'tags':
      return typeof raw === 'string' ? { value: raw } : misfit('filter.value-not-for-type', { type: field.type });
    case 'choice': {
      if (typeof raw === 'string' && (field.values === undefined || field.values.includes(raw))) return { value: raw };
      const typed = typeof raw === 'string' ? raw : '';
      return misfit('filter.not-a-choice', { value: typed, suggestion: suggest(typed, field.values ?? []) });
    }
    case 'number': {
      const number = typeof raw === 'number' ? readNumber(String(raw)) : null;
      return number === null ? misfit('filter.not-a-number') : { value: number };
    }
    case 'boolean':
      return typeof raw === 'boolean' ? { value: raw } : misfit('filter.not-a-boolean');
    case 'date':
      return typeof raw === 'string' && isDate(raw) ? { value: raw } : misfit('filter.not-a-date');
    case 'instant': {
      if (typeof raw === 'string' && isDate(raw)) return { value: raw };
      const instant = typeof raw === 'string' ? readInstant(raw) : null;
      return instant === null ? misfit('filter.not-an-instant') : { value: writeInstant(instant) };
    }
    case 'ref':
    case 'refs':
      if (!isId(field, raw)) return misfit('filter.not-an-id', { type: idType(field) });
      return { value: typeof raw === 'number' ? raw + 0 : idType(field) === 'uuid' ? raw.toLowerCase() : raw };
  }
}

/** Reads a value as it was typed: a bare word or what stood between quotes. */
export function fitTyped(schema: FilterSchema, field: FieldType, typed: string, quoted: boolean): Fitted {
  if (!quoted) {
    const actor = /^(?:me|my\.(.*))$/i.exec(typed);
    if (actor !== null) return fitActor(schema, field, actor[1] ?? 'me');
  }
  switch (field.type) {
    case 'choice': {
      const exact = field.values?.includes(typed) ?? true;
      const lower = typed.toLowerCase();
      return fitLiteral(field, exact ? typed : (field.values?.find((value) => value.toLowerCase() === lower) ?? typed));
    }
    case 'number':
      return fitLiteral(field, readNumber(typed) ?? typed);
    case 'boolean':
      return fitLiteral(field, /^true$/i.test(typed) ? true : /^false$/i.test(typed) ? false : typed);
    case 'date':
    case 'instant': {
      const relative = relativeTime.exec(typed);
      return relative === null ? fitLiteral(field, typed) : fitRelative(field, relative);
    }
    case 'ref':
    case 'refs': {
      const numeric = idType(field) === 'integer' || idType(field) === 'bigint';
      // A number without quotes is an id, with quotes it is a name: there are customers called 112.
      const id = numeric ? (quoted ? null : readNumber(typed)) : typed;
      if (field.named === true && (numeric ? id === null : !isId(field, id))) return fitName(field, typed);
      return fitLiteral(field, id);
    }
    default:
      return fitLiteral(field, typed);
  }
}

/** Reads a value of a filter that came as JSON. */
export function fitJson(schema: FilterSchema, field: FieldType, raw: unknown): Fitted {
  if (typeof raw !== 'object' || raw === null) return fitLiteral(field, raw);
  const { actor, relative, amount, unit, name } = raw as Record<string, unknown>;
  if (typeof actor === 'string') return fitActor(schema, field, actor);
  if (typeof name === 'string') return fitName(field, name);
  if (typeof relative === 'string' && Number.isSafeInteger(amount) && typeof unit === 'string') {
    const sign = (amount as number) < 0 ? '-' : '+';
    const match = relativeTime.exec(`${relative}${sign}${Math.abs(amount as number)}${unit}`);
    if (match !== null) return fitRelative(field, match);
  }
  return misfit('filter.malformed');
}

function fitActor(schema: FilterSchema, field: FieldType, name: string): Fitted {
  if (field.type === 'date' || field.type === 'instant') {
    return misfit('filter.value-not-for-type', { type: field.type });
  }
  const canonical = name.toLowerCase() === 'me' ? 'me' : name;
  if (isActorAttributeName(schema, canonical)) return { value: { actor: canonical } };
  return misfit('filter.unknown-attribute', { name, suggestion: suggest(name, schema.actor ?? []) });
}

function fitRelative(field: FieldType, match: RegExpExecArray): Fitted {
  if (field.type !== 'date' && field.type !== 'instant') {
    return misfit('filter.value-not-for-type', { type: field.type });
  }
  const relative = match[1]?.toLowerCase() === 'today' ? 'today' : 'now';
  const amount = Number(`${match[2] ?? ''}${match[3] ?? '0'}`);
  // now+0h is now.
  if (amount === 0) return { value: { relative, amount: 0, unit: 'd' } };
  return { value: { relative, amount, unit: (match[4]?.toLowerCase() ?? 'd') as 'm' | 'h' | 'd' | 'w' } };
}

function fitName(field: FieldType, name: string): Fitted {
  // What has the form of an id is that id; only integer ids leave room for a name made of digits.
  const isName = field.named === true && (field.type === 'ref' || field.type === 'refs') && !isId(field, name);
  if (!isName) return misfit('filter.not-an-id', { type: idType(field) });
  return isStorable(name) ? { value: { name } } : misfit('filter.bad-character');
}
