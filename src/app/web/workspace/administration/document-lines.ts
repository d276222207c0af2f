import { writeGoal } from '#/processes/design/service-level/shared/goal-text.ts';
import type { Goal } from '#/processes/design/service-level/shared/goal-text.ts';

/** A document as lines that can be compared: lists of plain values stand in one line. */
export function linesOf(value: unknown): string[] {
  if (!Array.isArray(value)) return plain(value);
  return value.flatMap((entry: unknown) => (Array.isArray(entry) ? [entry.map(String).join('  ')] : plain(entry)));
}

function plain(value: unknown): string[] {
  if (value === null || value === undefined) return [];
  if (typeof value !== 'object') return [String(value as string | number)];
  const entries = Object.entries(inWords(value));
  // A small document (a target, a grant) is one line; a large one (a version of a calendar) a line for each part.
  const small = entries.every(
    ([, part]) => typeof part !== 'object' || (Array.isArray(part) && part.every((one) => typeof one === 'string')),
  );
  if (small) return [entries.map(([, part]) => (Array.isArray(part) ? part.join(', ') : said(part))).join(' · ')];
  return entries.flatMap(([name, part]) => {
    if (!Array.isArray(part)) return [`${name}: ${said(part)}`];
    // What is in a list by its date has no place of its own: one more does not make all others behind it differ.
    return part.map((one, index) => (isDated(one) ? said(one) : `${name} ${index + 1}: ${said(one)}`));
  });
}

const isDated = (value: unknown): value is object => typeof value === 'object' && value !== null && 'date' in value;

/** A part in its own words, whatever it is made of: `2027-01-01 · New Year`, `08:00–16:00`. */
function said(part: unknown): string {
  if (Array.isArray(part)) return part.map(said).join(', ');
  if (typeof part !== 'object' || part === null) return String((part as string | number | null) ?? '');
  if ('from' in part && 'to' in part) return `${String(part.from)}–${String(part.to)}`;
  return Object.values(part).map(said).filter(Boolean).join(' · ');
}

/** A promise of time as it is typed, `4 h`, and not as it is stored. */
function inWords(value: object): object {
  if (!('amount' in value && 'unit' in value) || value.unit === 'end-of-working-day') return value;
  const { amount, unit, ...others } = value;
  return { ...others, promised: writeGoal({ amount, unit } as Goal) };
}
