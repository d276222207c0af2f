import type { Condition, Operator } from '#/engines/filter/filter.ts';
import type { FieldShape } from '../definitions.tsx';

/** What can be asked of a field by choosing; each has a word in the catalogue, `filter.operator.…`. */
export type Question =
  | 'any-of'
  | 'none-of'
  | 'at-most'
  | 'at-least'
  | 'between'
  | 'contains'
  | 'starts'
  | 'has'
  | 'last-days'
  | 'empty'
  | 'not-empty';

const blank = ['empty', 'not-empty'] as const;
const order = ['at-most', 'at-least', 'between'] as const;

/** The questions that a kind of field takes, the most usual first; none for what cannot be filtered by. */
export function questionsOf({ kind, required }: FieldShape): readonly Question[] {
  const maybe = required ? [] : blank;
  switch (kind) {
    case 'choice':
    case 'ref':
      return ['any-of', 'none-of', ...maybe];
    case 'boolean':
      return ['any-of', ...maybe];
    case 'level':
      return ['any-of', 'none-of', ...order, ...maybe];
    case 'integer':
    case 'decimal':
      return [...order, 'any-of', 'none-of', ...maybe];
    case 'date':
    case 'instant':
      return ['last-days', ...order, ...maybe];
    case 'text':
    case 'long-text':
      return ['contains', 'starts', 'any-of', 'none-of', ...maybe];
    case 'tags':
    case 'refs':
      return ['has', ...blank];
    default:
      return [];
  }
}

/** How the language writes a question that is not one of a list. */
export const operatorOf: Readonly<Record<Exclude<Question, 'any-of' | 'none-of' | 'last-days'>, Operator>> = {
  'at-most': '<=',
  'at-least': '>=',
  between: 'between',
  contains: '~',
  starts: 'starts',
  has: 'has',
  empty: 'is empty',
  'not-empty': 'is not empty',
};

/** `opened >= now-7d`; a date counts in days of the calendar. */
export const lastDays = ({ name, kind }: FieldShape, days: number): Condition => ({
  kind: 'condition',
  field: name,
  operator: '>=',
  values: [{ relative: kind === 'instant' ? 'now' : 'today', amount: -days, unit: 'd' }],
});
