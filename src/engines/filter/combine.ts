import type { Condition, Filter, Value } from './ast.ts';

const positive: ReadonlySet<string> = new Set(['=', 'in']);
const negative: ReadonlySet<string> = new Set(['!=', 'not in']);
const bounds: ReadonlySet<string> = new Set(['<', '<=', '>', '>=', 'between']);
const lower: ReadonlySet<string> = new Set(['>', '>=']);
const upper: ReadonlySet<string> = new Set(['<', '<=']);

/**
 * Adds a condition that was chosen to those that are there, as whoever chooses means it: a second value of a field is
 * another one that will do, a second bound takes the place of the first, and "empty" beside a value is either of them.
 */
export function combined(parts: readonly Filter[], added: Condition): Filter[] {
  const at = parts.findIndex((part) => together(part, added) !== null);
  const part = parts[at];
  const joined = part && together(part, added);
  if (joined) return parts.toSpliced(at, 1, joined);
  return parts.some((known) => JSON.stringify(known) === JSON.stringify(added)) ? [...parts] : [...parts, added];
}

/** Two conditions of one field as one; null where both are to hold, each by itself. */
function together(part: Filter, added: Condition): Filter | null {
  if (part.kind === 'or') return eitherOr(part.of, added);
  if (part.kind !== 'condition' || part.field !== added.field) return null;
  const { operator } = part;
  if (positive.has(operator) && positive.has(added.operator)) return listOf(part, added, 'in');
  if (negative.has(operator) && negative.has(added.operator)) return listOf(part, added, 'not in');
  if (operator === 'is empty' && positive.has(added.operator)) return { kind: 'or', of: [added, part] };
  if (positive.has(operator) && added.operator === 'is empty') return { kind: 'or', of: [part, added] };
  if (!bounds.has(operator) || !bounds.has(added.operator)) return null;
  const apart =
    (lower.has(operator) && upper.has(added.operator)) || (upper.has(operator) && lower.has(added.operator));
  return apart ? null : added;
}

/** `assignee = me or assignee is empty`, and one more value. */
function eitherOr(of: readonly Filter[], added: Condition): Filter | null {
  const same = of.every((part) => part.kind === 'condition' && part.field === added.field);
  const hasEmpty = of.some((part) => part.kind === 'condition' && part.operator === 'is empty');
  if (!same || !hasEmpty || !positive.has(added.operator)) return null;
  const at = of.findIndex((part) => part.kind === 'condition' && positive.has(part.operator));
  const values = at < 0 ? null : listOf(of[at] as Condition, added, 'in');
  return values && { kind: 'or', of: of.toSpliced(at, 1, values) };
}

function listOf(a: Condition, b: Condition, operator: 'in' | 'not in'): Condition {
  const values = [...new Map([...a.values, ...b.values].map((value) => [JSON.stringify(value), value])).values()];
  return conditionOf(a.field, operator, values);
}

/** A condition in its shortest form: one value is compared, several are listed. */
export function conditionOf(field: string, operator: 'in' | 'not in', values: readonly Value[]): Condition {
  const single = operator === 'in' ? '=' : '!=';
  // What `my.groups` means may be several: those are a list, also by themselves.
  const [only] = values;
  const several = typeof only === 'object' && 'actor' in only && only.actor !== 'me';
  return { kind: 'condition', field, operator: values.length === 1 && !several ? single : operator, values };
}
