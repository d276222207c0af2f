import type { FilterProblem, Misfit } from './problem.ts';
import { limits } from './problem.ts';
import { fieldType, type FilterSchema } from './schema.ts';
import type { Token } from './tokens.ts';

const comparison: ReadonlySet<string> = new Set(['=', '!=', '<', '<=', '>', '>=', '~']);

/** Where the parser stands: the tokens, how far it read, and what it found wrong so far. */
export class Cursor {
  readonly schema: FilterSchema;
  readonly problems: FilterProblem[] = [];
  readonly tokens: readonly Token[];
  private index = 0;

  constructor(tokens: readonly Token[], schema: FilterSchema) {
    this.tokens = tokens;
    this.schema = schema;
  }

  /** The token `ahead` places from here; past the end, the end. */
  peek(ahead = 0): Token {
    const token = this.tokens[this.index + ahead] ?? this.tokens.at(-1);
    return token ?? { kind: 'end', text: '', at: 0, length: 0 };
  }

  next(): Token {
    const token = this.peek();
    this.index++;
    return token;
  }

  isSymbol(text: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === 'symbol' && token.text === text;
  }

  /** Whether a bare word stands there, in any case. */
  isWord(text: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === 'word' && token.text.toLowerCase() === text;
  }

  takeSymbol(text: string): boolean {
    if (!this.isSymbol(text)) return false;
    this.index++;
    return true;
  }

  takeWord(text: string): boolean {
    if (!this.isWord(text)) return false;
    this.index++;
    return true;
  }

  /** Notes a problem and returns null, which ends the parsing of what the problem is in. */
  fail(token: Token, code: FilterProblem['code'], params: FilterProblem['params'] = {}): null {
    if (this.problems.length < limits.problems) {
      this.problems.push({ code, at: token.at, length: token.length, params });
    }
    return null;
  }

  failWith(token: Token, { code, params }: Misfit): null {
    return this.fail(token, code, params);
  }

  /** The token does not belong here; says whether anything at all was there. */
  unexpected(token: Token): null {
    if (token.kind === 'end') return this.fail(token, 'filter.unexpected-end');
    return this.fail(token, 'filter.unexpected', { found: token.text });
  }

  /**
   * Whether a condition starts `ahead` places from here. Where free text is allowed, `paper in printer` is text, so a
   * word needs the whole look of a condition: a symbol, `in (`, `in my.…`, `is empty`, or a known field before `has`.
   */
  startsCondition(ahead = 0): boolean {
    const token = this.peek(ahead);
    if (token.kind !== 'word') return false;
    const operator = this.peek(ahead + 1);
    if (operator.kind === 'symbol') return comparison.has(operator.text);
    if (this.isWord('in', ahead + 1)) return this.startsList(ahead + 2);
    if (this.isWord('not', ahead + 1)) return this.isWord('in', ahead + 2) && this.startsList(ahead + 3);
    if (this.isWord('is', ahead + 1)) {
      return this.isNothing(ahead + 2) || (this.isWord('not', ahead + 2) && this.isNothing(ahead + 3));
    }
    const verb = ['has', 'starts', 'between'].some((word) => this.isWord(word, ahead + 1));
    const value = this.peek(ahead + 2).kind;
    return verb && (value === 'word' || value === 'string') && fieldType(this.schema, token.text) !== undefined;
  }

  /** `empty`, or `null` as other languages say it. */
  isNothing(ahead = 0): boolean {
    return this.isWord('empty', ahead) || this.isWord('null', ahead);
  }

  private startsList(ahead: number): boolean {
    const token = this.peek(ahead);
    return this.isSymbol('(', ahead) || (token.kind === 'word' && /^(me|my\..*)$/i.test(token.text));
  }
}
