import { message } from '#/base/refusal.ts';
import type { Message } from '#/base/refusal.ts';
import { fold } from '#/base/fold.ts';
import { commonParts, commonPasswords } from './common-passwords.ts';

/** Shortest accepted, shortest recommended, longest accepted, in characters (ASVS 5.0 6.2.1, 6.2.9). */
export const passwordLength = { least: 12, recommended: 15, most: 256 } as const;

/** Characters that must be left once everything that names the person or the product is taken away. */
const ownPart = 8;

/**
 * What is wrong with a chosen password, or null. Length counts; no kinds of characters are asked for (NIST SP 800-63B).
 * `about`: the person's name, mail address and organisation, which others know too.
 */
export function checkPassword(password: string, about: readonly string[]): Message | null {
  const { length } = [...password];
  const { least, recommended, most } = passwordLength;
  if (length < least) return message('password.too-short', { least, recommended });
  if (length > most) return message('password.too-long', { most });
  const folded = fold(password);
  if (isCommon(folded)) return message('password.too-common');
  if (withoutWords(folded, about).length < ownPart) return message('password.about-you');
  return null;
}

function isCommon(folded: string): boolean {
  const bare = folded.replaceAll(/[^a-z0-9]/g, '');
  // "password2024!": a common word with a year or some signs behind it is as common as the word.
  const stem = bare.replace(/\d+$/, '');
  if (commonPasswords.has(bare) || commonPasswords.has(stem)) return true;
  return isPattern(folded) || spellings(folded).some((letters) => isMadeOfParts(letters));
}

/** Signs and digits that stand for letters: `P@ssw0rd`. A one is an i or an l. */
const lookalikes: Readonly<Record<string, string>> = { '@': 'a', '4': 'a', '8': 'b', '(': 'c', '3': 'e', '6': 'g', '9': 'g', '!': 'i', '0': 'o', $: 's', '5': 's', '7': 't', '+': 't', '2': 'z' }; // prettier-ignore

/** How a password may be meant to be read, letters alone: without digits and signs, and with them as the letters they look like. */
function spellings(folded: string): string[] {
  const lettersOf = (text: string) => text.replaceAll(/[^a-z]/g, '');
  // Digits and signs around the word are no letters: years, and what a rule once asked for.
  const core = folded.replaceAll(/^[^a-z@$]+|[^a-z@$]+$/g, '');
  const read = (one: string) =>
    lettersOf(core.replaceAll(/[^a-z]/g, (sign) => (sign === '1' ? one : (lookalikes[sign] ?? sign))));
  return [lettersOf(folded), read('i'), read('l')];
}

/** Letters outside of common words from which on a password is somebody's own. */
const ownLetters = 4;
/** Different common words from which on their order is hard to guess. */
const manyParts = 3;

/** Whether it is one common word or two, as often as one likes, with next to nothing else. */
function isMadeOfParts(letters: string): boolean {
  if (letters === '') return false;
  const used = new Set<string>();
  let rest = letters;
  for (const part of commonParts) {
    if (!rest.includes(part)) continue;
    used.add(part);
    // What stood on both sides does not become a word by it.
    rest = rest.replaceAll(part, ' ');
  }
  return used.size > 0 && used.size < manyParts && rest.replaceAll(' ', '').length < ownLetters;
}

/** One character or a short group over and over, or a row of the keyboard or the alphabet. */
function isPattern(folded: string): boolean {
  if (/^(.{1,4}?)\1+.{0,3}$/u.test(folded)) return true;
  return rows.some((row) => row.includes(folded));
}

const runs = ['abcdefghijklmnopqrstuvwxyz', '01234567890123456789', '1234567890', 'qwertyuiopasdfghjklzxcvbnm', 'qwertzuiopasdfghjklyxcvbnm', '1qaz2wsx3edc4rfv5tgb6yhn7ujm', '1q2w3e4r5t6y7u8i9o0p', 'qwertyuiop1234567890', 'qwertyuiop[]asdfghjkl']; // prettier-ignore
const rows = runs.flatMap((run) => [run + run, [...(run + run)].toReversed().join('')]);

function withoutWords(folded: string, about: readonly string[]): string {
  const words = ['mainstay', ...about.flatMap((text) => fold(text).split(/[^\p{L}\p{N}]+/u))]
    .filter((word) => word.length >= 3)
    .toSorted((a, b) => b.length - a.length);
  let rest = folded;
  for (const word of words) rest = rest.replaceAll(word, '');
  return rest.replaceAll(/[\s\p{P}\p{S}]/gu, '');
}
