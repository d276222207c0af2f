import { describe, expect, it } from 'vitest';
import { cut, isStorable, textFault } from './text.ts';

describe('a text that somebody wrote', () => {
  it.each([
    ['half of a surrogate pair', 'x\ud83d', 'field.control-characters'],
    ['the other half', '\ude00x', 'field.control-characters'],
    ['NUL', 'a\u0000b', 'field.control-characters'],
    ['a right-to-left override', 'invoice\u202Efdp.exe', 'field.direction'],
    ['a left-to-right override', 'a\u202Db', 'field.direction'],
    ['a space of no width', '\u200b', 'field.invisible'],
    ['a byte order mark and a joiner', '\ufeff\u200d ', 'field.invisible'],
    ['a Hangul filler', '\u3164', 'field.invisible'],
    ['a braille blank', '\u2800', 'field.invisible'],
  ])('cannot be %s', (_what, text, fault) => expect(textFault(text)).toBe(fault));

  it.each([
    ['an emoji that is joined', '👩‍👩‍👧'],
    ['a flag', '🏴󠁧󠁢󠁳󠁣󠁴󠁿'],
    ['right-to-left text between isolates', '\u2067שלום\u2069'],
    ['a path as Windows copies it', '\u202aC:\\Program Files\\App'],
    ['Persian with a non-joiner', 'می‌خواهم'],
    ['blanks alone, which are an empty text', '  \u00a0\t'],
    ['nothing', ''],
    ['a coloured line of a log', '\u001b[31mfailed\u001b[0m'],
  ])('may be %s', (_what, text) => expect(textFault(text)).toBeNull());
});

describe('a text that is cut', () => {
  it('ends between characters as people see them, and never in the middle of one', () => {
    expect(cut('short', 10)).toBe('short');
    expect(cut(`${'x'.repeat(9)}😀y`, 10)).toBe('x'.repeat(9));
    expect(cut(`${'x'.repeat(8)}😀y`, 10)).toBe(`${'x'.repeat(8)}😀`);
    expect(cut('xx👩‍👩‍👧', 5)).toBe('xx');
    expect(cut(`e${'\u0301'.repeat(500)}`, 100)).toHaveLength(100);
    for (let most = 1; most < 40; most++) expect(isStorable(cut('😀👩‍👩‍👧🏴󠁧󠁢󠁳󠁣󠁴󠁿e\u0301', most))).toBe(true);
  });
});
