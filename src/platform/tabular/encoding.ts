import { isAscii, isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import type { Bytes } from './items.ts';
import { judgeLetters } from './languages.ts';

/** The encodings that a text source may be said to have. Those of {@link judged} are found out of the letters. */
export const encodings = [
  'utf-8', 'utf-16le', 'utf-16be', 'windows-1250', 'iso-8859-2', 'cp852', 'windows-1252', 'iso-8859-15', 'cp850',
  'cp437', 'macintosh', 'windows-1251', 'koi8-r', 'cp866', 'windows-1253', 'windows-1254', 'windows-1257',
] as const; // prettier-ignore
export type Encoding = (typeof encodings)[number];

/** Code pages that are told apart by the letters that they make. Among equals the first is taken. */
const judged = [
  'windows-1252',
  'windows-1250',
  'iso-8859-2',
  'cp852',
  'cp850',
  'windows-1251',
  'koi8-r',
  'cp866',
] as const;

/** What the bytes of a source look like. */
export interface FoundEncoding {
  encoding: Encoding;
  /** Whether nothing else is likely: otherwise a person has to say it. */
  sure: boolean;
  /** What it may be, the likeliest first; only those that give different texts. */
  candidates: readonly Encoding[];
}

const headBytes = 64 * 1024;
const none = Buffer.alloc(0);

/** Whether a name is one of the encodings. */
export function isEncoding(name: unknown): name is Encoding {
  return encodings.some((encoding) => encoding === name);
}

/** Bytes as text; what is no text in the encoding becomes U+FFFD. */
export function decodeWhole(bytes: Buffer, encoding: Encoding): string {
  return iconv.decode(bytes, encoding);
}

const one = (encoding: Encoding): FoundEncoding => ({ encoding, sure: true, candidates: [encoding] });

/**
 * The encoding of these bytes: by byte order mark, by the zero bytes of UTF-16, by being UTF-8, and between code
 * pages by which of them makes the letters of a language. Letters in UTF-8 outvote broken bytes, wherever those
 * stand: text of another code page is hardly ever UTF-8 by chance.
 */
export function findEncoding(head: Buffer): FoundEncoding {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return one('utf-8');
  if (head[0] === 0xff && head[1] === 0xfe) return one('utf-16le');
  if (head[0] === 0xfe && head[1] === 0xff) return one('utf-16be');
  const zeros = countZeros(head);
  if (zeros.odd > head.length / 8 && zeros.even < zeros.odd / 8) return one('utf-16le');
  if (zeros.even > head.length / 8 && zeros.odd < zeros.even / 8) return one('utf-16be');
  const whole = head.subarray(0, wholeCharacters(head));
  if (isUtf8(whole)) return one('utf-8');
  const likely = byLetters(whole);
  const { valid, broken } = countUtf8(whole);
  if (valid === 0 || valid < broken) return likely;
  const candidates = ['utf-8' as const, ...likely.candidates];
  return { encoding: 'utf-8', sure: valid >= 2 * broken, candidates };
}

/** The encoding alone. */
export const detectEncoding = (head: Buffer): Encoding => findEncoding(head).encoding;

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
    if (byte >= 0xc0) return lengthOf(byte) > back ? head.length - back : head.length;
  }
  return head.length;
}

const lengthOf = (lead: number): number => (lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2);

/** Characters outside ASCII that are UTF-8, and bytes that are none. */
function countUtf8(bytes: Buffer): { valid: number; broken: number } {
  const counts = { valid: 0, broken: 0 };
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) continue;
    const length = lengthOf(byte);
    if (byte >= 0xc2 && byte < 0xf5 && isUtf8(bytes.subarray(at, at + length)) && at + length <= bytes.length) {
      counts.valid += 1;
      at += length - 1;
    } else counts.broken += 1;
  }
  return counts;
}

/** How much likelier (as a logarithm) the first has to be than the next that gives another text. */
const clear = 3;

function byLetters(bytes: Buffer): FoundEncoding {
  const ranked = judged
    .map((encoding) => ({ encoding, text: iconv.decode(bytes, encoding) }))
    .map((tried) => ({ ...tried, score: judgeLetters(tried.text) }))
    .toSorted((a, b) => b.score - a.score);
  const different = ranked.filter(({ text }, nth) => !ranked.slice(0, nth).some((before) => before.text === text));
  const [first, second] = different;
  return {
    encoding: first?.encoding ?? 'windows-1252',
    sure: (first?.score ?? 0) - (second?.score ?? Number.NEGATIVE_INFINITY) >= clear,
    candidates: different.slice(0, 4).map(({ encoding }) => encoding),
  };
}

/** What a source turned out to be written in, and bytes by which a person can judge that. */
export type OnEncoding = (found: FoundEncoding, seen: Buffer) => void;

/**
 * Gives a text as UTF-8 without a byte order mark. The encoding is the stated one, or found out of the first 64 KiB
 * in which there is anything but ASCII. `onEncoding` is told, before any such byte is given.
 */
export async function* asUtf8(
  source: Bytes,
  stated: Encoding | undefined,
  onEncoding: OnEncoding = () => {},
): AsyncGenerator<Buffer> {
  let held: Buffer | undefined = none;
  let start = true;
  let decoder: ReturnType<typeof wholeLetters> | undefined;
  const begin = (bytes: Buffer): Buffer => {
    const found = stated === undefined ? findEncoding(bytes) : one(stated);
    // Plain ASCII says nothing of what comes after it.
    const undecided = stated === undefined && found.encoding === 'utf-8' && isAscii(bytes);
    held = undecided ? none : undefined;
    if (!undecided) onEncoding(found, bytes);
    if (found.encoding !== 'utf-8') decoder = wholeLetters(found.encoding);
    const marked = start && found.encoding === 'utf-8' && bytes.indexOf('\uFEFF') === 0;
    start = false;
    return marked ? bytes.subarray(3) : decoder ? decoder.write(bytes) : bytes;
  };
  try {
    for await (const chunk of source) {
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      if (held === undefined) yield decoder ? decoder.write(bytes) : bytes;
      else if (!start && held.length === 0 && isAscii(bytes)) yield bytes;
      else {
        held = Buffer.concat([held, bytes]);
        if (held.length >= headBytes) yield begin(held);
      }
    }
  } catch (error) {
    // What came before the break is read first.
    if (held !== undefined && held.length > 0) yield begin(held);
    throw error;
  }
  if (held !== undefined && (held.length > 0 || start)) yield begin(held);
  const rest = decoder?.end();
  if (rest?.length) yield rest;
}

/**
 * Decodes bytes in pieces to UTF-8. Decoders of UTF-16 give out the first half of a surrogate pair where a chunk ends
 * between the two (iconv-lite 0.7 always in big endian, and as Node's own behind an odd byte in little endian), which
 * alone is no text: it is kept for the next piece.
 */
function wholeLetters(encoding: Encoding): { write(bytes: Buffer): Buffer; end(): Buffer } {
  const decoder = iconv.getDecoder(encoding);
  let half = '';
  return {
    write(bytes) {
      const text = half + decoder.write(bytes);
      const last = text.charCodeAt(text.length - 1);
      half = last >= 0xd800 && last <= 0xdbff ? text.slice(-1) : '';
      return Buffer.from(half === '' ? text : text.slice(0, -1));
    },
    end: () => Buffer.from(half + (decoder.end() ?? '')),
  };
}
