import { numberKey } from '#/base/number.ts';
import type { RelativeTime, Value } from './ast.ts';
import type { FilterContext } from './context.ts';
import { addDays, clamp, endOfDay, isDate, localDate, readInstant, startOfDay } from './day.ts';
import { columnScalar, type Scalar } from './field-value.ts';
import { own, type FieldType } from './schema.ts';
import { fitLiteral } from './value.ts';

/** The values of a condition for one actor at one moment. `absent`: one of them is not known, so it equals nothing. */
export interface Operand {
  readonly values: readonly Scalar[];
  readonly absent: boolean;
}

/** Milliseconds from `from` up to, not including, `to`: a day, or a single millisecond. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Puts what is only known now in the place of `me`, `my.…`, `now…`, `today…`. Memory and SQL share it. */
export function resolveOperand(type: FieldType, asked: readonly Value[], context: FilterContext): Operand {
  const resolved: Scalar[] = [];
  let absent = false;
  for (const value of asked) {
    if (typeof value !== 'object') resolved.push(value);
    else if ('actor' in value) {
      const known = actorValues(type, own(context.actor, value.actor));
      if (known === null) absent = true;
      else resolved.push(...known);
    } else if ('relative' in value) {
      const instant = relativeInstant(value, context);
      if (instant === null) absent = true;
      else resolved.push(relativeDate(value, instant, context));
    } else absent = true;
  }
  const values = type.anyCase
    ? resolved.map((value) => (typeof value === 'string' ? numberKey(value) : value))
    : resolved;
  return { values, absent };
}

/** The attribute's values that fit the field; null when the actor has no such attribute, or one that cannot fit. */
function actorValues(type: FieldType, attribute: unknown): Scalar[] | null {
  if (attribute === undefined || attribute === null) return null;
  const items: unknown[] = Array.isArray(attribute) ? attribute : [attribute];
  const fitting = items.flatMap((item) => {
    const scalar = columnScalar(type, item);
    const fitted = scalar === null ? null : fitLiteral({ ...type, values: undefined }, scalar);
    return fitted !== null && 'value' in fitted ? [fitted.value as Scalar] : [];
  });
  return fitting.length === 0 && !Array.isArray(attribute) ? null : fitting;
}

/** What an instant is compared with: a date and `today` are whole local days, all else one millisecond. */
export function resolveSpan(value: Value | undefined, context: FilterContext): Span | null {
  const zone = context.zone ?? 'UTC';
  if (typeof value === 'string') {
    if (isDate(value)) return { from: startOfDay(value, zone), to: endOfDay(value, zone) };
    const instant = readInstant(value);
    return instant === null ? null : { from: instant, to: instant + 1 };
  }
  if (typeof value !== 'object' || !('relative' in value)) return null;
  const instant = relativeInstant(value, context);
  if (instant === null) return null;
  const to = isWholeDay(value) ? endOfDay(relativeDate(value, instant, context), zone) : instant + 1;
  return { from: instant, to };
}

function isWholeDay({ relative, unit }: RelativeTime): boolean {
  return relative === 'today' && (unit === 'd' || unit === 'w');
}

const unitLength = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** `now-1d` is 24 hours ago; `today-1d` counts in days of the calendar, 23 to 25 hours long. */
function relativeInstant(value: RelativeTime, context: FilterContext): number | null {
  if (!Number.isFinite(context.now)) return null;
  const now = clamp(Math.floor(context.now));
  const zone = context.zone ?? 'UTC';
  if (isWholeDay(value)) return startOfDay(relativeDate(value, now, context), zone);
  const start = value.relative === 'now' ? now : startOfDay(localDate(now, zone), zone);
  return clamp(start + value.amount * unitLength[value.unit]);
}

function relativeDate(value: RelativeTime, instant: number, context: FilterContext): string {
  const zone = context.zone ?? 'UTC';
  if (!isWholeDay(value)) return localDate(instant, zone);
  const today = localDate(clamp(Math.floor(context.now)), zone);
  return addDays(today, value.amount * (value.unit === 'w' ? 7 : 1));
}
