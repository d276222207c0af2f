import { createHash } from 'node:crypto';
import { globSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { notFound } from '#/base/refusal.ts';
import { encodingIn } from './encoding.ts';
import { pagePolicy } from './security-headers.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.md': 'text/plain; charset=utf-8',
};

interface File {
  body: Buffer;
  type: string;
  etag: string;
  /** Named after its content: it never changes. */
  immutable: boolean;
  packed: Map<string, Promise<Buffer>>;
}

/** What pages are called, and which paths they answer: the page whose `under` is the longest match. */
export interface Page {
  under: string;
  file: string;
}

/**
 * Serves a built web part out of memory: exact names only, so that no path can lead out of the folder. Files named
 * after their content are kept by browsers for a year. The folder is read at start, and again when a page in it has
 * changed.
 */
export function addStatic(app: FastifyInstance, folder: string, pages: readonly Page[]): void {
  let files = readFolder(folder);
  let stamp = stampOf(folder, pages);
  const ordered = pages.toSorted((a, b) => b.under.length - a.under.length);

  async function send(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const name = request.url.split('?', 1)[0] ?? '/';
    const file = files.get(name.slice(1));
    if (file && !name.endsWith('.html')) return sendFile(request, reply, file);
    if (!isPlace(name)) throw notFound();
    const now = stampOf(folder, pages);
    if (now !== stamp) [files, stamp] = [readFolder(folder), now];
    const page = ordered.find(
      ({ under }) => name === under || name.startsWith(under.endsWith('/') ? under : `${under}/`),
    );
    const html = page && files.get(page.file);
    if (!html) throw notFound();
    return sendFile(request, reply.header('content-security-policy', pagePolicy), html);
  }
  app.get('/*', send);
  app.head('/*', send);
}

/**
 * Whether a path can be a place in a page. Our own links are plain words between single slashes; everything else (a
 * file that is not there, `..`, doubled or encoded slashes, a slip in an API path) is not found, rather than answered
 * with a page that whatever sits in front of us, or asked us, takes for what it meant to ask for.
 */
function isPlace(name: string): boolean {
  return /^(\/[\w~@:-]+)*\/?$/.test(name) && !/^\/api(\/|$)/i.test(name);
}

async function sendFile(request: FastifyRequest, reply: FastifyReply, file: File): Promise<FastifyReply> {
  if (!reply.hasHeader('content-security-policy')) {
    void reply.header(
      'content-security-policy',
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    );
  }
  void reply.headers({
    'content-type': file.type,
    etag: file.etag,
    vary: 'accept-encoding',
    'cache-control': file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
  });
  if (request.headers['if-none-match'] === file.etag) return reply.status(304).send();
  const encoding = encodingFor(request.headers['accept-encoding'], file);
  if (encoding === undefined) return reply.send(file.body);
  return reply.header('content-encoding', encoding).send(await packed(file, encoding));
}

/** The encodings that files are packed with: the smallest first. */
type Packing = 'br' | 'gzip';

function encodingFor(header: string | string[] | undefined, file: File): Packing | undefined {
  if (file.body.length < 1024 || !/^(text|application)\/|svg/.test(file.type)) return undefined;
  return encodingIn(header, ['br', 'gzip']);
}

/** Each file is packed once for each encoding, when it is first asked for. */
function packed(file: File, encoding: Packing): Promise<Buffer> {
  let found = file.packed.get(encoding);
  if (!found) {
    found =
      encoding === 'br'
        ? promisify(brotliCompress)(file.body, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } })
        : promisify(gzip)(file.body, { level: 9 });
    file.packed.set(encoding, found);
  }
  return found;
}

function readFolder(folder: string): Map<string, File> {
  const files = new Map<string, File>();
  for (const entry of globSync('**/*', { cwd: folder, withFileTypes: true })) {
    const full = path.join(entry.parentPath, entry.name);
    const name = path.relative(folder, full).split(path.sep).join('/');
    // What is hidden tells how we build, and is nobody's business: the bundler's manifest, for one.
    if (!entry.isFile() || /(^|\/)\./.test(name)) continue;
    const body = readFileSync(full);
    files.set(name, {
      body,
      type: types[path.extname(name)] ?? 'application/octet-stream',
      etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
      immutable: /^assets\/.*-[\w-]{8,}\.\w+$/.test(name),
      packed: new Map(),
    });
  }
  return files;
}

function stampOf(folder: string, pages: readonly Page[]): string {
  return pages.map(({ file }) => statSync(path.join(folder, file), { throwIfNoEntry: false })?.mtimeMs ?? 0).join();
}
