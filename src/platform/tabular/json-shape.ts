/**
 * How a JSON text holds its records: an object a line, a list of objects, a list inside an answer
 * (`{"result": [{…}]}`), or one record alone.
 */
export type JsonShape = 'lines' | 'list' | 'wrapped' | 'one';

/** Members under which answers of other tools keep the list of what was asked for. */
export const listNames: ReadonlySet<string> = new Set([
  'records', 'result', 'results', 'issues', 'tickets', 'incidents', 'requests', 'cases', 'items', 'data', 'value',
  'values', 'rows', 'entries', 'objects', 'list', 'content', 'response', 'd',
]); // prettier-ignore

/** The shape of a text that begins so, or null where it is no JSON with records: by its first characters alone. */
export function jsonShapeOf(head: string): JsonShape | null {
  const text = head.replace(/^\uFEFF/, '').trimStart();
  if (/^\[\s*(?:\{|\]\s*$)/.test(text)) return 'list';
  if (!text.startsWith('{')) return null;
  const [first = '', second = ''] = text.split(/[\r\n]+\s*/);
  if (first.trimEnd().endsWith('}') && second.startsWith('{')) return 'lines';
  if (hasList(text)) return 'wrapped';
  return first.trimEnd().endsWith('}') || second === '' || second.startsWith('{') ? 'lines' : 'one';
}

/**
 * Whether the text's object has a list of objects under one of the names, at its first level or inside of another of
 * them. What is a record itself may have lists too, but those have names of their own: notes, articles, comments.
 */
function hasList(text: string): boolean {
  const path: boolean[] = [];
  let key = '';
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === '"') {
      const end = endOfString(text, at);
      if (/^\s*:/.test(text.slice(end + 1, end + 20))) key = text.slice(at + 1, end);
      at = end;
    } else if (sign === '{' || sign === '[') {
      const named = path.length === 0 || (path.every(Boolean) && listNames.has(key));
      if (sign === '[' && path.length > 0 && named && /^\s*\{/.test(text.slice(at + 1, at + 200))) return true;
      path.push(named && sign === '{');
    } else if (sign === '}' || sign === ']') {
      path.pop();
      // Only the first value counts: behind it come other lines.
      if (path.length === 0) return false;
    }
  }
  return false;
}

/** Where a string that begins at a place ends. */
function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at;
  }
  return text.length;
}
