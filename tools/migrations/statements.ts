/** One statement of a migration. */
export interface SqlStatement {
  /** Lower case, one space between words; quoted text and function bodies emptied, comments gone. */
  text: string;
  /** Where it begins, from 1. */
  line: number;
  /** The reason of a comment `-- safe: …` right before it. */
  safe: string | null;
}

/** Splits SQL at its semicolons: those in quotes, dollar quotes and comments end nothing. */
export function statementsOf(sql: string): SqlStatement[] {
  const found: SqlStatement[] = [];
  let text = '';
  let safe: string | null = null;
  let begin = -1;
  const finish = () => {
    const tidy = text.replaceAll(/\s+/g, ' ').trim().toLowerCase();
    if (tidy) found.push({ text: tidy, line: sql.slice(0, begin).split('\n').length, safe });
    text = '';
    safe = null;
    begin = -1;
  };
  for (const { 0: token, index } of sql.matchAll(tokens)) {
    if (token.startsWith('--')) {
      const reason = /^--\s*safe:\s*(.+)$/.exec(token.trimEnd())?.[1];
      if (reason && begin < 0) safe = reason;
      text += ' ';
    } else if (token.startsWith('/*')) text += ' ';
    else if (token === ';') finish();
    else {
      if (begin < 0 && token.trim()) begin = index + token.length - token.trimStart().length;
      text += emptied(token);
    }
  }
  finish();
  return found;
}

const tokens = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\w*)\$[\s\S]*?\$\1\$|;|[^-/'"$;]+|[-/'"$]/g;

function emptied(token: string): string {
  if (token.startsWith("'")) return "''";
  // A function's body runs later; what a `do` block builds and runs is not seen either, but that it does is.
  if (/^\$\w*\$/.test(token)) return /\bexecute\b/i.test(token) ? "'execute'" : "''";
  if (/^"[a-z_][a-z0-9_]*"$/.test(token)) return token.slice(1, -1);
  return token;
}

/** Splits at the commas that stand outside of parentheses. */
export function splitList(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const letter of text) {
    if (letter === '(') depth++;
    if (letter === ')') depth--;
    if (letter === ',' && depth === 0) {
      parts.push(part.trim());
      part = '';
    } else part += letter;
  }
  if (part.trim()) parts.push(part.trim());
  return parts;
}
