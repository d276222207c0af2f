import type { Condition, Operator, Value } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { isKeyword } from './format.ts';
import { fieldType, operatorsOf, type FieldType } from './schema.ts';
import { suggest } from './suggest.ts';
import type { Token } from './tokens.ts';
import { fitTyped } from './value.ts';

const symbols: readonly Operator[] = ['=', '!=', '<', '<=', '>', '>=', '~'];

/** Reads `field operator values`. Wrong fields, operators and values are noted and read over; wrong grammar is null. */
export function parseCondition(cursor: Cursor): Condition | null {
  const name = cursor.next();
  const type = fieldType(cursor.schema, name.text);
  if (type === undefined) {
    const suggestion = suggest(name.text, Object.keys(cursor.schema.fields));
    cursor.fail(name, 'filter.unknown-field', { name: name.text, suggestion });
  }
  const at = cursor.peek();
  const operator = parseOperator(cursor);
  // Without an operator an unknown word has been reported already.
  if (operator === null)
    return type === undefined ? null : cursor.fail(at, 'filter.expected-operator', { field: name.text });
  if (type !== undefined && !operatorsOf[type.type].includes(operator)) {
    const allowed = operatorsOf[type.type].join(', ');
    cursor.fail(at, 'filter.operator-not-for-type', { operator, field: name.text, type: type.type, allowed });
    return parseValues(cursor, undefined, operator) && { kind: 'condition', field: name.text, operator, values: [] };
  }
  const values = parseValues(cursor, type, operator);
  return values && { kind: 'condition', field: name.text, operator, values };
}

function parseOperator(cursor: Cursor): Operator | null {
  const token = cursor.peek();
  const symbol = symbols.find((candidate) => cursor.isSymbol(candidate));
  if (symbol !== undefined) {
    cursor.next();
    return symbol;
  }
  if (token.kind !== 'word') return null;
  if (cursor.takeWord('in')) return 'in';
  if (cursor.isWord('not') && cursor.isWord('in', 1)) {
    cursor.next();
    cursor.next();
    return 'not in';
  }
  if (cursor.isWord('is')) {
    const negated = cursor.isWord('not', 1);
    if (!cursor.isNothing(negated ? 2 : 1)) return null;
    cursor.next();
    cursor.next();
    if (negated) cursor.next();
    return negated ? 'is not empty' : 'is empty';
  }
  for (const verb of ['starts', 'has', 'between'] as const) if (cursor.takeWord(verb)) return verb;
  return null;
}

function parseValues(cursor: Cursor, type: FieldType | undefined, operator: Operator): Value[] | null {
  switch (operator) {
    case 'is empty':
    case 'is not empty':
      return [];
    case 'in':
    case 'not in':
      return parseList(cursor, type);
    case 'between': {
      const from = parseValue(cursor, type);
      if (from === null) return null;
      if (!cursor.takeWord('and')) return cursor.fail(cursor.peek(), 'filter.expected-and');
      const to = parseValue(cursor, type);
      return to && [...from, ...to];
    }
    default:
      return parseValue(cursor, type);
  }
}

function parseList(cursor: Cursor, type: FieldType | undefined): Value[] | null {
  if (!cursor.takeSymbol('(')) {
    const token = cursor.peek();
    const isActor = token.kind === 'word' && /^(me|my\..*)$/i.test(token.text);
    return isActor ? parseValue(cursor, type) : cursor.fail(token, 'filter.expected-value', { form: '(…)' });
  }
  const values: Value[] = [];
  if (cursor.takeSymbol(')')) return values;
  do {
    const value = parseValue(cursor, type);
    if (value === null) return null;
    values.push(...value);
  } while (cursor.takeSymbol(','));
  return cursor.takeSymbol(')') ? values : cursor.fail(cursor.peek(), 'filter.expected-closing');
}

/** One value; an empty list when it was read but does not fit (which is noted), null when there is none. */
function parseValue(cursor: Cursor, type: FieldType | undefined): Value[] | null {
  const token = cursor.peek();
  if (cursor.isWord('empty') || (cursor.isWord('null') && type?.type !== 'text' && type?.type !== 'tags'))
    return cursor.fail(token, 'filter.use-is-empty');
  const misplaced =
    token.kind === 'word' && isKeyword(token.text) && !/^(true|false|null|me|my|now|today)$/i.test(token.text);
  if (token.kind === 'end' || token.kind === 'symbol' || misplaced) return cursor.fail(token, 'filter.expected-value');
  cursor.next();
  if (type === undefined) return [];
  const text = token.kind === 'word' ? token.text + parseOffset(cursor, token, type) : token.text;
  const fitted = fitTyped(cursor.schema, type, text, token.kind === 'string');
  if ('value' in fitted) return [fitted.value];
  cursor.failWith(token, fitted.misfit);
  return [];
}

/** `now - 7d` with spaces, which is three or two words. */
function parseOffset(cursor: Cursor, token: Token, type: FieldType): string {
  if (!/^(now|today)$/i.test(token.text) || (type.type !== 'date' && type.type !== 'instant')) return '';
  const [first = '', second = ''] = [cursor.peek(), cursor.peek(1)].map(({ kind, text }) =>
    kind === 'word' ? text : '',
  );
  if (/^[+-]\d{1,5}[mhdw]$/i.test(first)) return cursor.next().text;
  if (/^[+-]$/.test(first) && /^\d{1,5}[mhdw]$/i.test(second)) return cursor.next().text + cursor.next().text;
  return '';
}
