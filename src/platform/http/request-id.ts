import { newId } from '#/platform/ids.ts';

/**
 * The id of a request: the caller's `X-Request-Id` where it is harmless (8 to 64 letters, digits, `.`, `_`, `-`), so
 * that one id runs through several systems; else a fresh one. It stands in the log, the answer and the history.
 */
export function requestId(header: string | string[] | undefined): string {
  return typeof header === 'string' && /^[\w.-]{8,64}$/.test(header) ? header : newId();
}
