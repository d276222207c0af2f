import { useText } from '#/platform/web/texts.ts';
import type { FieldShape } from '#/record/web/definitions.tsx';
import { useWords } from '#/record/web/words.ts';
import { writeGoal } from '#/processes/design/service-level/shared/goal-text.ts';
import type { Goal } from '#/processes/design/service-level/shared/goal-text.ts';
import type { Names } from '#/record/shared/named.ts';

/** A value for reading; a document as its lines. */
export function ValueShown({ field, value, names }: { field: FieldShape; value: unknown; names: Names }) {
  const { t } = useText();
  const words = useWords();
  if (field.kind === 'json' && value !== null && value !== undefined) {
    return <pre className="admin-document">{linesOf(value).join('\n')}</pre>;
  }
  return <>{words.value(field, value, names) || <span className="admin-none">{t('record.nothing')}</span>}</>;
}

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
  const said = (part: unknown) =>
    typeof part === 'object' && part !== null ? JSON.stringify(part) : String(part as string | number);
  if (small) return [entries.map(([, part]) => (Array.isArray(part) ? part.join(', ') : said(part))).join(' · ')];
  return entries.flatMap(([name, part]) =>
    Array.isArray(part) ? part.map((one, index) => `${name} ${index + 1}: ${said(one)}`) : [`${name}: ${said(part)}`],
  );
}

/** A promise of time as it is typed, `4 h`, and not as it is stored. */
function inWords(value: object): object {
  if (!('amount' in value && 'unit' in value) || value.unit === 'end-of-working-day') return value;
  const { amount, unit, ...others } = value;
  return { ...others, promised: writeGoal({ amount, unit } as Goal) };
}
