import { Buffer } from 'node:buffer';
import { prepareValue } from 'pg/lib/utils.js';

// What a client says in the extended protocol (PostgreSQL's documentation, "Message Formats"), put together in one
// buffer that serves again and again. Lengths count themselves, but not the letter before them.
const usual = 64 * 1024;
let buffer = Buffer.allocUnsafe(usual);
let end = 0;

const letter = { parse: 0x50, bind: 0x42, close: 0x43 };
const describePortal = Buffer.from([0x44, 0, 0, 0, 6, 0x50, 0]);
const executeAll = Buffer.from([0x45, 0, 0, 0, 9, 0, 0, 0, 0, 0]);
const sync = Buffer.from([0x53, 0, 0, 0, 4]);
const ofStatement = 0x53;
/** Values and counts of them are 16 bits wide. */
const mostValues = 65_535;

/** Forgets what was put together before. */
export function begin(): void {
  end = 0;
}

/** Where the next message comes: {@link backTo} it takes back what came since. */
export const mark = (): number => end;
export function backTo(marked: number): void {
  end = marked;
}

/** The messages so far and a Sync, as one packet. */
export function finish(): Buffer {
  put(sync);
  const packet = Buffer.allocUnsafe(end);
  buffer.copy(packet, 0, 0, end);
  if (buffer.length > 16 * usual) buffer = Buffer.allocUnsafe(usual);
  return packet;
}

export function parse(name: string, sql: string): void {
  message(letter.parse, () => {
    text(name);
    text(sql);
    // The server works out the types of all placeholders.
    int16(0);
  });
}

/** Binds values to a statement: text, but for bytes, which go as they are. Throws for what is no value of a column. */
export function bind(name: string, values: readonly unknown[]): void {
  if (values.length > mostValues) throw new RangeError(`a statement takes ${mostValues} values, not ${values.length}`);
  message(letter.bind, () => {
    text('');
    text(name);
    int16(values.length);
    let format = end;
    room(values.length * 2);
    end += values.length * 2;
    int16(values.length);
    for (const one of values) {
      // First the value: it may move everything to a larger buffer.
      const is = value(one);
      format = buffer.writeInt16BE(is, format);
    }
    // All columns of the answer as text.
    int16(0);
  });
}

export const describe = (): void => put(describePortal);
export const execute = (): void => put(executeAll);

/** Drops a prepared statement. That there is none is no error. */
export function close(name: string): void {
  message(letter.close, () => {
    room(1);
    buffer[end++] = ofStatement;
    text(name);
  });
}

function message(code: number, body: () => void): void {
  room(5);
  buffer[end] = code;
  const from = end + 1;
  end += 5;
  body();
  buffer.writeInt32BE(end - from, from);
}

function room(more: number): void {
  if (end + more <= buffer.length) return;
  const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, end + more));
  buffer.copy(larger, 0, 0, end);
  buffer = larger;
}

function put(bytes: Buffer): void {
  room(bytes.length);
  end += bytes.copy(buffer, end);
}

function int16(number: number): void {
  room(2);
  end = buffer.writeUInt16BE(number, end);
}

/** A character is three bytes of UTF-8 at most; of long texts it is worth while to count. */
const bytesOf = (given: string) => (given.length < 4096 ? given.length * 3 : Buffer.byteLength(given));

/** Text with a zero behind it. */
function text(given: string): void {
  room(bytesOf(given) + 1);
  end += buffer.write(given, end);
  buffer[end++] = 0;
}

/** One value with its length before it; gives its format: 0 for text, 1 for bytes. */
function value(given: unknown): 0 | 1 {
  const ready = typeof given === 'string' ? given : prepareValue(given);
  if (ready === null) {
    room(4);
    end = buffer.writeInt32BE(-1, end);
    return 0;
  }
  if (typeof ready !== 'string') {
    room(4 + ready.length);
    end = buffer.writeInt32BE(ready.length, end);
    end += ready.copy(buffer, end);
    return 1;
  }
  room(4 + bytesOf(ready));
  const length = buffer.write(ready, end + 4);
  end = buffer.writeInt32BE(length, end) + length;
  return 0;
}
