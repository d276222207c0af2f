import type { Condition } from './ast.ts';
import { columnOf, type Column } from './column.ts';
import type { FilterContext } from './context.ts';
import { writeInstant } from './day.ts';
import { resolveOperand, resolveSpan } from './operand.ts';
import type { AddParameter, FieldType } from './schema.ts';

interface Statement extends FilterContext {
  readonly param: AddParameter;
}

/** One condition as SQL. `prefix` is the quoted table alias with its dot, or empty. */
export function compileCondition(condition: Condition, type: FieldType, prefix: string, statement: Statement): string {
  const column = columnOf(condition.field, type, prefix, statement.param);
  if (condition.operator === 'is empty') return column.empty();
  if (condition.operator === 'is not empty') return `(not ${column.empty()})`;
  return type.type === 'instant'
    ? compileInstant(condition, type, column, statement)
    : compileValues(condition, type, column, statement);
}

function compileValues(condition: Condition, type: FieldType, column: Column, statement: Statement): string {
  const { operator } = condition;
  const { values, absent } = resolveOperand(type, condition.values, statement);
  switch (operator) {
    case 'has':
      return values.length === 0 ? 'false' : column.overlaps(values);
    case '=':
    case 'in':
      return values.length === 0 ? 'false' : column.equals(values);
    case '!=':
    case 'not in':
      if (absent) return 'false';
      return values.length === 0 ? 'true' : orEmpty(column.differs(values), type, column);
    default:
  }
  const [first, second] = values;
  if (absent || first === undefined || values.length !== condition.values.length) return 'false';
  switch (operator) {
    case '<':
    case '<=':
    case '>':
    case '>=':
      return `(${column.value()} ${operator} ${column.parameter(first)})`;
    case 'between':
      if (second === undefined) return 'false';
      return `(${column.value()} between ${column.parameter(first)} and ${column.parameter(second)})`;
    case '~':
      return `(mainstay_fold(${column.value()}) like '%' || ${pattern(column.parameter(first))} || '%')`;
    case 'starts':
      return `(mainstay_fold(${column.value()}) like ${pattern(column.parameter(first))} || '%')`;
    default:
      return 'false';
  }
}

/** SQL says of a column without a value that it does not differ; a person means that it does. */
function orEmpty(differs: string, type: FieldType, column: Column): string {
  return type.filled === true ? differs : `(${column.value()} is null or ${differs})`;
}

/**
 * Folded text with LIKE's own characters escaped. Escaped after folding and so in SQL: folding turns full-width ％ into
 * %. The planner computes it once, as everything in it is immutable.
 */
function pattern(parameter: string): string {
  return `replace(replace(replace(mainstay_fold(${parameter}), '\\', '\\\\'), '%', '\\%'), '_', '\\_')`;
}

/** Half-open spans, so that columns with microseconds compare as their milliseconds do in memory. */
function compileInstant(condition: Condition, type: FieldType, column: Column, statement: Statement): string {
  const span = resolveSpan(condition.values[0], statement);
  const until = condition.operator === 'between' ? resolveSpan(condition.values[1], statement) : span;
  if (span === null || until === null) return 'false';
  const at = (instant: number): string => column.parameter(type.custom === true ? instant : writeInstant(instant));
  const value = column.value();
  switch (condition.operator) {
    case '=':
    case 'between':
      return `(${value} >= ${at(span.from)} and ${value} < ${at(until.to)})`;
    case '!=':
      return orEmpty(`(${value} < ${at(span.from)} or ${value} >= ${at(span.to)})`, type, column);
    case '<':
      return `(${value} < ${at(span.from)})`;
    case '<=':
      return `(${value} < ${at(span.to)})`;
    case '>':
      return `(${value} >= ${at(span.to)})`;
    case '>=':
      return `(${value} >= ${at(span.from)})`;
    default:
      return 'false';
  }
}
