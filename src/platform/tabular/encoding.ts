import { isUtf8 } from 'node:buffer';

/** The encodings a text source may have. */
export const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1250', 'windows-1252'] as const;
export type Encoding = (typeof encodings)[number];

const letter = /\p{L}/u;

// Bytes that are letters in both code pages, but ordinary only in one: what each says for Central Europe (+) or
// for the west (-). š and ž sit at 9A and 9E in both, yet hardly any western language has them; è, à, å, ø, ê, ñ
// are common in the west where 1250 has č, ŕ, ĺ, ř, ę, ń; ő and ű fill Hungarian, while õ and û are rare.
const hints: Record<number, number> = {
  0x8a: 1, 0x8e: 1, 0x9a: 2, 0x9e: 2, 0xc5: -1, 0xe0: -2, 0xe5: -2, 0xe3: -1, 0xd1: -1, 0xea: -1,
  0xf5: 1,
  0xfb: 0.5,
}; // prettier-ignore

/**
 * The encoding of these first bytes: by byte order mark, by the zero bytes of UTF-16, by being valid UTF-8, and
 * between the two single-byte code pages by which of them makes words. Windows-1252 when nothing speaks for 1250.
 */
export function detectEncoding(head: Buffer): Encoding {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8';
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const zeros = countZeros(head);
  if (zeros.odd > head.length / 8 && zeros.even < zeros.odd / 8) return 'utf-16le';
  if (zeros.even > head.length / 8 && zeros.odd < zeros.even / 8) return 'utf-16be';
  if (isUtf8(head.subarray(0, wholeCharacters(head)))) return 'utf-8';
  return speaksFor1250(head) > 0 ? 'windows-1250' : 'windows-1252';
}

function countZeros(head: Buffer): { even: number; odd: number } {
  const zeros = { even: 0, odd: 0 };
  for (let at = head.indexOf(0); at >= 0; at = head.indexOf(0, at + 1)) zeros[at % 2 === 0 ? 'even' : 'odd'] += 1;
  return zeros;
}

/** How many bytes can be judged: a head may be cut inside a UTF-8 character, which is no fault of the file. */
function wholeCharacters(head: Buffer): number {
  for (let back = 1; back <= Math.min(3, head.length); back += 1) {
    const byte = head[head.length - back] ?? 0;
    if (byte < 0x80) break;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return length > back ? head.length - back : head.length;
    }
  }
  return head.length;
}

function speaksFor1250(head: Buffer): number {
  const central = new TextDecoder('windows-1250').decode(head);
  const western = new TextDecoder('windows-1252').decode(head);
  let score = 0;
  for (let at = 0; at < head.length; at += 1) {
    const byte = head[at] ?? 0;
    if (byte < 0x80) continue;
    const isCentral = letter.test(central[at] ?? '');
    const isWestern = letter.test(western[at] ?? '');
    if (isCentral === isWestern) {
      score += hints[byte] ?? 0;
      continue;
    }
    // Inside a word a letter is likely and a sign is not; alone, the sign is what it looks like.
    const inWord = letter.test(central[at - 1] ?? '') || letter.test(central[at + 1] ?? '');
    if (inWord) score += isCentral ? 3 : -3;
  }
  return score;
}
