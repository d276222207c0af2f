import type { Cursor } from './cursor.ts';
import { formatFilter } from './format.ts';
import { fieldType, type FieldType } from './schema.ts';
import { fitTyped } from './value.ts';

/**
 * Notes words of free text that look like a condition without its operator, with what was probably meant: `state new`,
 * `state is new`, `state:new`, `priority 1`. Searched for as words they would find nothing, and nobody would know why.
 * Only where the value is one that the field can have: `service is down` is what people say about a service.
 */
export function noteMissingOperator(cursor: Cursor): void {
  const token = cursor.peek();
  if (token.kind !== 'word') return;
  const [, before = '', after = ''] = /^([\w.-]+):(.+)$/.exec(token.text) ?? [];
  const name = before || token.text;
  const type = fieldType(cursor.schema, name);
  if (type === undefined) return;
  if (before !== '') return note(cursor, name, type, after, '=', 0);
  if (type.type !== 'choice' && type.type !== 'boolean' && type.level !== true) return;
  const is = cursor.isWord('is', 1) ? 1 : 0;
  const not = cursor.isWord('not', 1 + is) ? 1 : 0;
  const value = cursor.peek(1 + is + not);
  if (value.kind === 'word') note(cursor, name, type, value.text, not === 1 ? '!=' : '=', 1 + is + not);
}

function note(
  cursor: Cursor,
  field: string,
  type: FieldType,
  typed: string,
  operator: '=' | '!=',
  ahead: number,
): void {
  const fitted = fitTyped(cursor.schema, type, typed, false);
  if (!('value' in fitted)) return;
  const first = cursor.peek();
  const last = cursor.peek(ahead);
  const found = { ...first, length: last.at + last.length - first.at };
  const meant = formatFilter({ kind: 'condition', field, operator, values: [fitted.value] });
  cursor.fail(found, 'filter.missing-operator', { meant });
}
