import { Failure } from '#/platform/process/failure.ts';

/**
 * The part of the tar format (POSIX.1-1988 ustar) that a backup needs: regular files and folders, names up to 255
 * bytes, sizes up to 8 GiB in octal and beyond in GNU's base-256. Any `tar` reads what is written here.
 */
export interface TarHeader {
  path: string;
  size: number;
  folder: boolean;
}

const block = 512;

/** How many bytes of padding follow a content of this size. */
export function paddingOf(size: number): number {
  return (block - (size % block)) % block;
}

/** The 512 bytes in front of an entry. */
export function encodeHeader({ path, size, folder }: TarHeader): Buffer {
  const header = Buffer.alloc(block);
  const [prefix, name] = split(folder ? `${path}/` : path);
  header.write(name, 0, 100);
  header.write(folder ? '0000700\0' : '0000600\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  writeSize(header, size);
  header.write('00000000000\0', 136);
  header.write('        ', 148);
  header.write(folder ? '5' : '0', 156);
  header.write('ustar\0', 257);
  header.write('00', 263);
  header.write(prefix, 345, 155);
  header.write(`${sum(header).toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

/**
 * Reads a header; undefined for the empty block that ends an archive.
 * @throws Failure when it is damaged, or something that we never write
 */
export function decodeHeader(header: Buffer): TarHeader | undefined {
  if (header.every((byte) => byte === 0)) return undefined;
  const stated = Number.parseInt(text(header, 148, 8), 8);
  const blanked = Buffer.from(header);
  blanked.write('        ', 148);
  const type = text(header, 156, 1);
  if (stated !== sum(blanked) || text(header, 257, 5) !== 'ustar' || (type !== '0' && type !== '5'))
    throw new Failure('a header is damaged');
  const prefix = text(header, 345, 155);
  const path = `${prefix === '' ? '' : `${prefix}/`}${text(header, 0, 100)}`.replace(/\/$/, '');
  // Nothing of ours leads out of the folder that it is unpacked into.
  if (path.startsWith('/') || path.split('/').some((part) => part === '..' || part === '.' || part === ''))
    throw new Failure(`the name ${JSON.stringify(path)} leads elsewhere`);
  return { path, size: readSize(header), folder: type === '5' };
}

/** Splits a long name at a slash, as the format asks. */
function split(path: string): [string, string] {
  if (Buffer.byteLength(path) <= 100) return ['', path];
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) {
    const [prefix, name] = [path.slice(0, at), path.slice(at + 1)];
    if (Buffer.byteLength(prefix) <= 155 && Buffer.byteLength(name) <= 100 && name !== '') return [prefix, name];
  }
  throw new Failure(`The name ${path} is too long for an archive.`);
}

function writeSize(header: Buffer, size: number): void {
  if (size < 8 ** 11) {
    header.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
    return;
  }
  header[124] = 0x80;
  header.writeBigUInt64BE(BigInt(size), 128);
}

function readSize(header: Buffer): number {
  if (header[124] === 0x80) return Number(header.readBigUInt64BE(128));
  return Number.parseInt(text(header, 124, 12), 8);
}

function text(header: Buffer, from: number, length: number): string {
  const field = header.subarray(from, from + length);
  const end = field.indexOf(0);
  return field.subarray(0, end === -1 ? length : end).toString();
}

function sum(header: Buffer): number {
  return header.reduce((total, byte) => total + byte, 0);
}
