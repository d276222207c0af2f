import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** One setting: an environment variable, checked and turned into what the program uses. */
export interface Setting<T> {
  /** The environment variable. */
  name: string;
  /** What holds where it is not set, as it would be written; undefined: nothing. */
  fallback: string | undefined;
  /** Shown in the table instead of the fallback, where that depends on the machine. */
  shown?: string;
  /** One sentence for the table. */
  meaning: string;
  /** True for what must not be shown (passwords in URLs). */
  secret?: boolean;
  /** Throws a sentence (as `Error.message`) that says what would be right. */
  parse: (text: string) => T;
}

type Extras = { shown?: string; secret?: boolean };

/** A setting that always has a value. */
export function setting<T>(
  name: string,
  fallback: string,
  meaning: string,
  parse: (text: string) => T,
  extras: Extras = {},
): Setting<T> {
  return { name, fallback, meaning, parse, ...extras };
}

/** A setting without which the program does something else. */
export function optional<T>(
  name: string,
  meaning: string,
  parse: (text: string) => T,
  extras: Extras = {},
): Setting<T | undefined> {
  return { name, fallback: undefined, meaning, parse, ...extras };
}

/** A whole number of `unit`s, times `factor` to get what the program counts in. */
export function count(least: number, most: number, factor = 1): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most)
      throw new Error(`must be a whole number from ${least} to ${most}`);
    return value * factor;
  };
}

/** One of a closed list of words. */
export function word<const V extends readonly string[]>(words: V): (text: string) => V[number] {
  return (text) => {
    const found = words.find((candidate) => candidate === text);
    if (found === undefined) throw new Error(`must be one of ${words.join(', ')}`);
    return found;
  };
}

/** A URL of one of the given schemes, without a trailing slash. */
export function url(...schemes: string[]): (text: string) => string {
  return (text) => {
    const scheme = URL.canParse(text) ? new URL(text).protocol.slice(0, -1) : '';
    if (!schemes.includes(scheme)) throw new Error(`must be a URL that begins with ${schemes.join(':// or ')}://`);
    return text.replace(/\/+$/, '');
  };
}

/** Text without line breaks. */
export function line(text: string): string {
  if (/[\r\n]/.test(text)) throw new Error('must be one line');
  return text;
}

/** A file of certificates; what the program uses is what stands in it. */
export function certificates(path: string): string {
  try {
    const pem = readFileSync(path, 'utf8');
    if (new X509Certificate(pem).raw.length > 0) return pem;
  } catch {
    // Said below, without what stands in the file.
  }
  throw new Error('must be a file of certificates (PEM) that can be read');
}

/** On (`1`, `true`, `yes`, `on`) or off (`0`, `false`, `no`, `off`). */
export function onOff(text: string): boolean {
  if (/^(1|true|yes|on)$/i.test(text)) return true;
  if (/^(0|false|no|off)$/i.test(text)) return false;
  throw new Error('must be 1 or 0');
}

/** `name@host`, or `Name <name@host>`. */
export function mailAddress(text: string): string {
  if (!/^([^<>\r\n]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/.test(text))
    throw new Error('must be a mail address, such as desk@example.org or Service desk <desk@example.org>');
  return text;
}
