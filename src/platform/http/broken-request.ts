import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { Refusal } from '#/base/refusal.ts';
import type { Texts } from '#/platform/text/texts.ts';
import { problemOf } from './problem.ts';
import { requestId } from './request-id.ts';
import { dataHeaders } from './security-headers.ts';

/** What the parser of Node blames on a caller, and how it is answered. Whatever else it is, is no HTTP. */
const answers: Readonly<Record<string, { status: number; why: Refusal }>> = {
  HPE_HEADER_OVERFLOW: { status: 431, why: new Refusal('too-large', 'refusal.head-too-large') },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { status: 413, why: new Refusal('too-large', 'refusal.too-large') },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, why: new Refusal('slow-request', 'refusal.slow-request') },
};
const malformed = { status: 400, why: new Refusal('bad-request', 'refusal.not-http') };

/**
 * Answers what never became a request: nothing of it can be trusted, its language neither. The answer is a problem with
 * the headers that every other answer has, and the connection ends with it.
 */
export function answerBroken(texts: Texts, headers: Readonly<Record<string, string>>) {
  return (error: Error & { code?: string }, socket: Socket): void => {
    // Who went away needs no answer.
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy(error);
    const { status, why } = answers[error.code ?? ''] ?? malformed;
    const request = requestId(undefined);
    const { problem } = problemOf(why, { texts, language: 'en', request });
    const body = JSON.stringify({ ...problem, status });
    const all = {
      ...headers,
      ...dataHeaders,
      'x-request-id': request,
      'content-type': 'application/problem+json; charset=utf-8',
      'content-length': String(Buffer.byteLength(body)),
      connection: 'close',
    };
    const head = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
    socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...head, '', body].join('\r\n'));
  };
}
