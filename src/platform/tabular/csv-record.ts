/** How the cells of a CSV text are parted, and how a quotation mark stands inside a quoted cell besides `""`. */
export interface CsvForm {
  /** One ASCII character. */
  delimiter: string;
  /** Whether `\"` and `\\` in a quoted cell are the character alone, and `\N` is nothing: how MySQL writes. */
  backslash: boolean;
}

/** One record; `end` is the offset of the byte after its line end. */
export interface CsvRecord {
  fields: string[];
  end: number;
}

/** Why there is no record: bytes are missing that may still come, or its quotes or its length are wrong. */
export type NoRecord = 'more' | 'quote' | 'quote-open' | 'too-long';

const quote = 0x22;
const backslash = 0x5c;
const feed = 0x0a;
const back = 0x0d;

/**
 * Scans one record of UTF-8 from an offset. RFC 4180, as spreadsheets really write it: a quote that does not begin a
 * cell stands as it is. What follows a closing quote must be a delimiter or a line end, so that an open quote cannot
 * swallow the rows behind it. `last`: nothing comes after these bytes.
 */
export function scanRecord(
  bytes: Buffer,
  from: number,
  last: boolean,
  form: CsvForm,
  limit: number,
): CsvRecord | NoRecord {
  const delimiter = form.delimiter.charCodeAt(0);
  const fields: string[] = [];
  const unfinished = (otherwise: 'quote-open' | null): NoRecord | null => {
    if (bytes.length - from > limit) return 'too-long';
    return last ? otherwise : 'more';
  };
  let at = from;
  for (;;) {
    if (bytes[at] === quote) {
      const cell = scanQuoted(bytes, at + 1, last, form.backslash);
      if (cell === null) return unfinished('quote-open') ?? 'more';
      fields.push(cell.text);
      at = cell.end;
      const next = bytes[at];
      if (next !== undefined && next !== delimiter && next !== feed && next !== back) {
        return at - from > limit ? 'too-long' : 'quote';
      }
    } else {
      const start = at;
      while (at < bytes.length && bytes[at] !== delimiter && bytes[at] !== feed && bytes[at] !== back) at += 1;
      const text = bytes.toString('utf8', start, at);
      fields.push(form.backslash && text === String.raw`\N` ? '' : text);
    }
    if (at - from > limit) return 'too-long';
    const next = bytes[at];
    if (next === delimiter) {
      at += 1;
      continue;
    }
    if (next === undefined) {
      const missing = unfinished(null);
      return missing ?? { fields, end: at };
    }
    if (next === feed) return { fields, end: at + 1 };
    // A carriage return may be half of a line end.
    if (at + 1 === bytes.length && !last) return 'more';
    return { fields, end: bytes[at + 1] === feed ? at + 2 : at + 1 };
  }
}

/** A quoted cell from behind its opening quote; `end` is behind the closing one. Null where that has not come. */
function scanQuoted(
  bytes: Buffer,
  from: number,
  last: boolean,
  escapes: boolean,
): { text: string; end: number } | null {
  let text = '';
  let start = from;
  let at = from;
  for (;;) {
    const closing = bytes.indexOf(quote, at);
    const escape = escapes ? bytes.indexOf(backslash, at) : -1;
    if (escape >= 0 && (closing < 0 || escape < closing)) {
      const next = bytes[escape + 1];
      if (next === undefined) return null;
      if (next === quote || next === backslash) {
        text += bytes.toString('utf8', start, escape);
        start = escape + 1;
      }
      at = escape + 2;
      continue;
    }
    if (closing < 0 || (closing + 1 === bytes.length && !last)) return null;
    if (bytes[closing + 1] !== quote) return { text: text + bytes.toString('utf8', start, closing), end: closing + 1 };
    text += bytes.toString('utf8', start, closing + 1);
    start = at = closing + 2;
  }
}

/** The offset after the first line end from an offset on; -1 where none has come whole. */
export function lineEnd(bytes: Buffer, from: number, last: boolean): number {
  for (let at = from; at < bytes.length; at += 1) {
    if (bytes[at] === feed) return at + 1;
    if (bytes[at] !== back) continue;
    if (at + 1 === bytes.length && !last) return -1;
    return bytes[at + 1] === feed ? at + 2 : at + 1;
  }
  return -1;
}

/** How many line ends there are in a stretch. */
export function countLines(bytes: Buffer, from: number, to: number): number {
  let lines = 0;
  for (let at = from; at < to; at += 1) {
    if (bytes[at] === feed || (bytes[at] === back && bytes[at + 1] !== feed)) lines += 1;
  }
  return lines;
}
