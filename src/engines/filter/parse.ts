import { everything, type Filter, type Words } from './ast.ts';
import { Cursor } from './cursor.ts';
import { formatFilter } from './format.ts';
import { measure } from './measure.ts';
import { noteMissingOperator } from './missing-operator.ts';
import { parseCondition } from './parse-condition.ts';
import { limits, type FilterProblem } from './problem.ts';
import { predicateNamed, type FilterSchema } from './schema.ts';
import { suggest } from './suggest.ts';
import { isStorable } from '#/base/text.ts';
import { tokenize, type Token } from './tokens.ts';

export type ParsedFilter =
  | { readonly ok: true; readonly filter: Filter }
  | { readonly ok: false; readonly problems: readonly FilterProblem[] };

/**
 * Reads what a person typed. Nothing typed is everything. Never throws; time is linear in the text. At most 4,000
 * characters, 32 levels and 200 conditions; every problem comes with its place in the text.
 */
export function parseFilter(text: string, schema: FilterSchema): ParsedFilter {
  const whole = (code: FilterProblem['code'], limit: number): ParsedFilter => ({
    ok: false,
    problems: [{ code, at: 0, length: text.length, params: { limit } }],
  });
  if (text.length > limits.characters) return whole('filter.too-long', limits.characters);
  if (!isStorable(text)) return whole('filter.bad-character', 0);
  const { tokens, problem } = tokenize(text);
  if (problem !== undefined) return { ok: false, problems: [problem] };
  const cursor = new Cursor(tokens, schema);
  if (cursor.peek().kind === 'end') return { ok: true, filter: everything };

  const parsed = parseOr(cursor, 0);
  if (parsed !== null && cursor.peek().kind !== 'end') {
    const left = cursor.peek();
    // Two conditions side by side want an "and"; anything else does not belong there.
    if (left.kind === 'symbol') cursor.unexpected(left);
    else cursor.fail(left, 'filter.expected-and');
  }
  if (parsed === null || cursor.problems.length > 0) return { ok: false, problems: cursor.problems };
  const filter = gatherWords(parsed);
  const { depth, conditions } = measure(filter);
  if (depth > limits.depth) return whole('filter.too-deep', limits.depth);
  if (conditions > limits.conditions) return whole('filter.too-many-conditions', limits.conditions);
  // What is stored and shown is the canonical text, so that has to fit too.
  if (formatFilter(filter).length > limits.characters) return whole('filter.too-long', limits.characters);
  return { ok: true, filter };
}

function parseOr(cursor: Cursor, depth: number): Filter | null {
  const arms: Filter[] = [];
  const starts: Token[] = [];
  do {
    starts.push(cursor.peek());
    const arm = parseAnd(cursor, depth);
    if (arm === null) return null;
    arms.push(arm);
  } while (cursor.takeWord('or'));
  const [only] = arms;
  if (arms.length === 1 && only !== undefined) return only;
  arms.forEach((arm, index) => {
    const start = starts[index];
    if (holdsWords(arm) && start !== undefined) cursor.fail(start, 'filter.text-not-at-top', { found: start.text });
  });
  return { kind: 'or', of: arms };
}

function parseAnd(cursor: Cursor, depth: number): Filter | null {
  const parts: Filter[] = [];
  for (;;) {
    const part = parseUnary(cursor, depth);
    if (part === null) return null;
    parts.push(part);
    if (cursor.takeWord('and')) continue;
    // Free text stands beside conditions without an "and".
    const beside = depth === 0 && cursor.schema.text === true && !cursor.isWord('or');
    const more = beside && (part.kind === 'words' ? startsOperand(cursor) : isFreeText(cursor));
    if (!more) break;
  }
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { kind: 'and', of: parts };
}

function startsOperand(cursor: Cursor): boolean {
  const { kind } = cursor.peek();
  return kind === 'word' || kind === 'string' || cursor.isSymbol('(');
}

function parseUnary(cursor: Cursor, depth: number): Filter | null {
  const token = cursor.peek();
  if (cursor.schema.text === true && isFreeText(cursor)) {
    const words = parseWords(cursor);
    return depth === 0 ? words : cursor.fail(token, 'filter.text-not-at-top', { found: token.text });
  }
  const nested = token.kind === 'symbol' ? token.text === '(' : cursor.isWord('not');
  if (nested) {
    if (depth >= limits.depth) return cursor.fail(token, 'filter.too-deep', { limit: limits.depth });
    cursor.next();
    if (token.kind === 'word') {
      const inner = parseUnary(cursor, depth + 1);
      return inner && { kind: 'not', of: inner };
    }
    const inner = parseOr(cursor, depth + 1);
    if (inner === null || cursor.takeSymbol(')')) return inner;
    return cursor.fail(cursor.peek(), 'filter.expected-closing');
  }
  if (token.kind !== 'word' || cursor.isWord('and') || cursor.isWord('or')) return cursor.unexpected(token);
  if (cursor.isWord('true') || cursor.isWord('false')) {
    cursor.next();
    return { kind: 'always', value: token.text.toLowerCase() === 'true' };
  }
  if (isPredicate(token)) return parsePredicate(cursor);
  return parseCondition(cursor);
}

function isPredicate(token: Token): boolean {
  return token.kind === 'word' && /^is:/i.test(token.text);
}

function parsePredicate(cursor: Cursor): Filter {
  const token = cursor.next();
  const name = token.text.slice(3);
  if (predicateNamed(cursor.schema, name) === undefined) {
    const suggestion = suggest(name, Object.keys(cursor.schema.predicates ?? {}));
    cursor.fail(token, 'filter.unknown-predicate', { name, suggestion });
  }
  return { kind: 'predicate', name };
}

/** Whether a word of free text stands here: whatever is no keyword in its place, no predicate and no condition. */
function isFreeText(cursor: Cursor): boolean {
  const token = cursor.peek();
  if (token.kind === 'string') return true;
  if (token.kind !== 'word' || isPredicate(token) || cursor.startsCondition()) return false;
  if (cursor.isWord('not')) {
    // "not working" is text, "not vip = true" is not.
    const after = cursor.peek(1);
    if (after.kind === 'symbol' || cursor.isWord('not', 1) || cursor.isWord('true', 1)) return false;
    return !cursor.isWord('false', 1) && !isPredicate(after) && !cursor.startsCondition(1);
  }
  return !['and', 'or', 'true', 'false'].some((word) => cursor.isWord(word));
}

function parseWords(cursor: Cursor): Words {
  const words: string[] = [];
  do {
    noteMissingOperator(cursor);
    const { text } = cursor.next();
    if (text.trim() !== '') words.push(text);
    // People separate words by commas too.
    while (cursor.takeSymbol(','));
  } while (isFreeText(cursor));
  return { kind: 'words', words };
}

function holdsWords(filter: Filter): boolean {
  return filter.kind === 'words' || (filter.kind === 'and' && filter.of.some(({ kind }) => kind === 'words'));
}

/** Puts all free text at the top into one node, where its first word stood. */
function gatherWords(filter: Filter): Filter {
  if (filter.kind === 'words') return filter.words.length > 0 ? filter : everything;
  if (filter.kind !== 'and' || !holdsWords(filter)) return filter;
  const words = filter.of.flatMap((part) => (part.kind === 'words' ? part.words : []));
  const first = filter.of.findIndex(({ kind }) => kind === 'words');
  const parts = filter.of.flatMap((part, index): Filter[] => {
    if (part.kind !== 'words') return [part];
    return index === first && words.length > 0 ? [{ kind: 'words', words }] : [];
  });
  const [only] = parts;
  return parts.length > 1 ? { kind: 'and', of: parts } : (only ?? everything);
}
