/** What keeps a text from being kept: the key of its sentence. */
export type TextFault = 'field.control-characters' | 'field.direction' | 'field.invisible';

/** Whether a database can hold a text as it stands: no NUL, no half of a surrogate pair. */
export function isStorable(text: string): boolean {
  return !text.includes('\u0000') && text.isWellFormed();
}

// White space, and what Unicode says is never shown by itself: zero-width and filler characters, selectors of variants.
// The braille blank is neither, and shows nothing.
const nothingSeen = /^[\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}\u2800]+$/u;
const overrides = /[\u202D\u202E]/;

/**
 * What is wrong with a text that somebody wrote, whatever it is for; null where nothing is. It cannot be stored; it turns
 * the reading direction of what stands behind it, so that it reads as something else (Unicode TR 36, bidirectional
 * spoofing: overrides alone, since embeddings and isolates are what right-to-left text is written with, and come with
 * paths that are copied); or there is nothing in it to be seen. Blanks alone are an empty text, and no fault.
 */
export function textFault(text: string): TextFault | null {
  if (!isStorable(text)) return 'field.control-characters';
  if (overrides.test(text)) return 'field.direction';
  return nothingSeen.test(text) && text.trim() !== '' ? 'field.invisible' : null;
}

const characters = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** The beginning of a text, at most `most` code units long, that ends between two characters as people see them. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  let end = 0;
  // A little beyond the limit, so that the last character is whole where it is looked at.
  for (const { index, segment } of characters.segment(text.slice(0, most + 64))) {
    if (index + segment.length > most) break;
    end = index + segment.length;
  }
  if (end > 0) return text.slice(0, end);
  // One character longer than the limit, a letter under a heap of accents: between code points then.
  const high = text.charCodeAt(most - 1);
  return text.slice(0, high >= 0xd800 && high <= 0xdbff ? most - 1 : most);
}
