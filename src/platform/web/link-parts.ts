/** A piece of what somebody wrote: words, an address of the web, or the number of a case. */
export type TextPart =
  | { kind: 'text'; text: string }
  | { kind: 'address'; text: string; href: string }
  | { kind: 'case'; text: string; number: string };

// A number stands by itself: it is no part of a longer word, of a path or of an address.
const candidate = /https?:\/\/[^\s<>"]+|(?<![\p{L}\p{N}/#_-])INC\d{7,12}(?![\p{L}\p{N}_])/giu;

/**
 * What stands in a text, in its order: joined again it is the text, letter for letter. Addresses are http and https
 * alone, without the signs that end a sentence; one that names a user before its host, which is how a host is faked, stays
 * text.
 */
export function partsOf(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  const words = (to: number) => {
    if (to > from) parts.push({ kind: 'text', text: text.slice(from, to) });
    from = to;
  };
  for (const { 0: found, index } of text.matchAll(candidate)) {
    const shown = /^http/i.test(found) ? withoutEnd(found) : found;
    const part = shown === found && !/^http/i.test(found) ? caseOf(found) : addressOf(shown);
    if (!part) continue;
    words(index);
    parts.push(part);
    from = index + shown.length;
  }
  words(text.length);
  return parts;
}

const caseOf = (text: string): TextPart => ({ kind: 'case', text, number: text.toUpperCase() });

function addressOf(text: string): TextPart | null {
  if (!URL.canParse(text)) return null;
  const { href, username, password, hostname } = new URL(text);
  return username || password || !hostname ? null : { kind: 'address', text, href };
}

/** Without the signs behind an address that belong to the sentence, and without a bracket that it did not open. */
function withoutEnd(address: string): string {
  let end = address.length;
  for (;;) {
    const last = address[end - 1] ?? '';
    const opener = { ')': '(', ']': '[', '}': '{' }[last];
    const inside = address.slice(0, end);
    const unopened = opener !== undefined && inside.split(last).length > inside.split(opener).length;
    if (!unopened && !/[.,;:!?'’”“»…*]/u.test(last)) return inside;
    end -= 1;
  }
}
