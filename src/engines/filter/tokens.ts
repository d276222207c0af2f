import type { FilterProblem } from './problem.ts';

export interface Token {
  readonly kind: 'word' | 'string' | 'symbol' | 'end';
  /** The word or symbol, in this language's own form; of a string, what is between the quotes. */
  readonly text: string;
  readonly at: number;
  readonly length: number;
}

const space = /\s/;
// A word ends at white space, a double quote or a symbol; an apostrophe inside a word (don't) belongs to it.
const endsWord = /[\s"=<>~(),]/;
const symbols = ['!=', '<>', '<=', '>=', '==', '=', '<', '>', '~', '(', ')', ','];
// How other languages write the same; as whole words they mean nothing else.
const synonyms: ReadonlyMap<string, string> = new Map([
  ['<>', '!='],
  ['==', '='],
  ['&&', 'and'],
  ['||', 'or'],
]);

/** Splits a filter text into tokens, ending with an `end` token, or says what cannot be read. Linear. */
export function tokenize(text: string): { tokens: Token[]; problem?: FilterProblem } {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const character = text.charAt(at);
    if (space.test(character)) {
      at++;
      continue;
    }
    const token = character === "'" || character === '"' ? quoted(text, at) : (symbol(text, at) ?? word(text, at));
    if (token === null) {
      return { tokens, problem: { code: 'filter.unclosed-string', at, length: text.length - at, params: {} } };
    }
    tokens.push(token);
    at += token.length;
  }
  tokens.push({ kind: 'end', text: '', at: text.length, length: 0 });
  return { tokens };
}

/** A string in either quote; the quote itself is written twice. There is no backslash escape: `'C:\temp'` is itself. */
function quoted(text: string, at: number): Token | null {
  const quote = text.charAt(at);
  let content = '';
  let from = at + 1;
  for (;;) {
    const end = text.indexOf(quote, from);
    if (end < 0) return null;
    content += text.slice(from, end);
    if (text.charAt(end + 1) !== quote) return { kind: 'string', text: content, at, length: end + 1 - at };
    content += quote;
    from = end + 2;
  }
}

function symbol(text: string, at: number): Token | null {
  const found = symbols.find((candidate) => text.startsWith(candidate, at));
  return found === undefined ? null : { kind: 'symbol', text: synonyms.get(found) ?? found, at, length: found.length };
}

function word(text: string, at: number): Token {
  let end = at + 1;
  while (end < text.length && !endsWord.test(text.charAt(end)) && !text.startsWith('!=', end)) end++;
  const found = text.slice(at, end);
  return { kind: 'word', text: synonyms.get(found) ?? found, at, length: end - at };
}
