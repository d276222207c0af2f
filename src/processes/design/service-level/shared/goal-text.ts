import { fold } from '#/base/fold.ts';
import type { Target } from './clock-policy.ts';

/** A promise: so much working time, or so many working days on. */
export type Goal = Pick<Target, 'amount' | 'unit'>;

// With and without accents, in both languages: `fold` has taken them off.
const units: readonly (readonly [RegExp, 'days' | 'hours' | 'minutes'])[] = [
  [/^(d|days?|dni|den|dna|working days?|business days?|pracovn\w+ (dni|den|dna))$/, 'days'],
  [/^(h|hrs?|hours?|hod|hodin[ay]?)$/, 'hours'],
  [/^(m|mins?|minutes?|minut[ay]?|)$/, 'minutes'],
];

/**
 * Reads what somebody types for a promise: `4 h`, `30 min`, `1 h 30 min`, `1.5 h`, `90` (minutes), `2 d` (working days).
 * Null where it means nothing, or days together with hours: how long a working day is, each calendar says otherwise.
 */
export function readGoal(text: string): Goal | null {
  const said = fold(text)
    .trim()
    .replaceAll('.', '. ')
    .replaceAll(/(\d)\. (\d)/g, '$1.$2')
    .replaceAll(/\s+/g, ' ');
  const parts = [...said.matchAll(/(\d+(?:[.,]\d+)?) ?([a-z ]*?)\.?(?= ?\d| ?$)/g)];
  if (
    parts.length === 0 ||
    parts
      .map(([whole]) => whole)
      .join(' ')
      .replaceAll(' ', '') !== said.replaceAll(' ', '')
  ) {
    return null;
  }
  const found = new Map<'days' | 'hours' | 'minutes', number>();
  for (const [nth, [, amount = '', word = '']] of parts.entries()) {
    const unit = units.find(([pattern]) => pattern.test(word.trim()))?.[1];
    if (!unit || found.has(unit)) return null;
    // What has no unit comes last: in front it may be a thousand, as in `1 000 h`.
    if (word.trim() === '' && nth < parts.length - 1) return null;
    found.set(unit, Number(amount.replace(',', '.')));
  }
  const days = found.get('days');
  if (days !== undefined) {
    return found.size === 1 && Number.isInteger(days) && days > 0 ? { amount: days, unit: 'business-days' } : null;
  }
  // Tenths and hundredths of an hour are no exact numbers to a machine: 2.05 h are 123 minutes.
  const minutes = Number(((found.get('hours') ?? 0) * 60 + (found.get('minutes') ?? 0)).toFixed(6));
  return Number.isInteger(minutes) && minutes > 0 ? { amount: minutes, unit: 'minutes' } : null;
}

/** A promise as it is typed: `1 h 30 min`, `2 d`. Abbreviations are those of both languages. */
export function writeGoal({ amount, unit }: Goal): string {
  if (unit === 'business-days') return `${amount} d`;
  if (unit === 'end-of-working-day') return String(amount);
  const minutes = unit === 'hours' ? amount * 60 : amount;
  const parts = [
    [Math.floor(minutes / 60), 'h'],
    [minutes % 60, 'min'],
  ] as const;
  return parts
    .filter(([part]) => part > 0)
    .map(([part, word]) => `${part} ${word}`)
    .join(' ');
}
