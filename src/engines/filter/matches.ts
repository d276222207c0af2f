import type { Condition, Filter } from './ast.ts';
import type { FilterContext } from './context.ts';
import { readList, readScalar, type Scalar } from './field-value.ts';
import { fold } from '#/base/fold.ts';
import { resolveOperand, resolveSpan } from './operand.ts';
import { fieldType, predicateNamed, type FieldType, type FilterSchema } from './schema.ts';
import { soundFilter } from './validate.ts';

type FilterableRecord = Readonly<Record<string, unknown>>;

export interface MatchContext extends FilterContext {
  readonly schema: FilterSchema;
  /** What free text means in memory; without it free text matches nothing. */
  readonly words?: (words: readonly string[], record: FilterableRecord) => boolean;
}

/**
 * Whether a record passes the filter: exactly what the compiled SQL says of the same row. A comparison with an empty
 * field is false, but that it differs is true, `not` is "is not true", and a part the schema does not know narrows the filter. Never throws.
 */
export function matches(filter: Filter, record: FilterableRecord, context: MatchContext): boolean {
  return evaluate(soundFilter(filter, context.schema), record, context);
}

function evaluate(filter: Filter, record: FilterableRecord, context: MatchContext): boolean {
  switch (filter.kind) {
    case 'always':
      return filter.value;
    case 'and':
      return filter.of.every((part) => evaluate(part, record, context));
    case 'or':
      return filter.of.some((part) => evaluate(part, record, context));
    case 'not':
      return !evaluate(filter.of, record, context);
    case 'predicate':
      return predicateNamed(context.schema, filter.name)?.memory(record, context.actor) === true;
    case 'words':
      return context.words?.(filter.words, record) === true;
    case 'condition': {
      const type = fieldType(context.schema, filter.field);
      return type !== undefined && evaluateCondition(filter, type, record, context);
    }
  }
}

function evaluateCondition(
  condition: Condition,
  type: FieldType,
  record: FilterableRecord,
  context: MatchContext,
): boolean {
  if (type.type === 'tags' || type.type === 'refs') {
    const list = readList(condition.field, type, record);
    if (condition.operator === 'is empty') return list === null || list.length === 0;
    if (condition.operator === 'is not empty') return list !== null && list.length > 0;
    const wanted = resolveOperand(type, condition.values, context).values;
    return list !== null && wanted.some((value) => list.includes(value));
  }
  const value = readScalar(condition.field, type, record);
  if (condition.operator === 'is empty') return value === null || value === '';
  if (condition.operator === 'is not empty') return value !== null && value !== '';
  if (value === null && !differing.has(condition.operator)) return false;
  return type.type === 'instant'
    ? compareInstant(value as number | null, condition, context)
    : compareScalar(value, condition, type, context);
}

/** What holds for a field without a value as well: nothing is equal to nothing, so it differs from whatever is asked. */
const differing: ReadonlySet<string> = new Set(['!=', 'not in']);

function compareScalar(value: Scalar | null, condition: Condition, type: FieldType, context: FilterContext): boolean {
  const { values, absent } = resolveOperand(type, condition.values, context);
  switch (condition.operator) {
    case '=':
    case 'in':
      return value !== null && values.includes(value);
    case '!=':
    case 'not in':
      return !absent && (value === null || !values.includes(value));
    default:
  }
  const [first, second] = values;
  if (value === null || absent || first === undefined || values.length !== condition.values.length) return false;
  switch (condition.operator) {
    case '<':
      return value < first;
    case '<=':
      return value <= first;
    case '>':
      return value > first;
    case '>=':
      return value >= first;
    case 'between':
      return second !== undefined && value >= first && value <= second;
    case '~':
      return fold(String(value)).includes(fold(String(first)));
    case 'starts':
      return fold(String(value)).startsWith(fold(String(first)));
    default:
      return false;
  }
}

function compareInstant(value: number | null, { operator, values }: Condition, context: FilterContext): boolean {
  const span = resolveSpan(values[0], context);
  const until = operator === 'between' ? resolveSpan(values[1], context) : span;
  if (span === null || until === null) return false;
  if (value === null) return differing.has(operator);
  switch (operator) {
    case '=':
      return value >= span.from && value < span.to;
    case '!=':
      return value < span.from || value >= span.to;
    case '<':
      return value < span.from;
    case '<=':
      return value < span.to;
    case '>':
      return value >= span.to;
    case '>=':
      return value >= span.from;
    case 'between':
      return value >= span.from && value < until.to;
    default:
      return false;
  }
}
