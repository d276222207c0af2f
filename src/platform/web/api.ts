import { Problem, problemFrom, unreachable } from './problem.ts';
import { randomId } from './random-id.ts';

export { Problem } from './problem.ts';

/** Values of a query string; what is undefined, null or empty is left out. */
export type Query = Readonly<Record<string, string | number | boolean | null | undefined>>;

export interface SendOptions {
  /** The version that was read, for `If-Match`. */
  version?: number | undefined;
  /** One key for one intention: give the same again to repeat a request that may have happened. */
  idempotencyKey?: string | undefined;
  signal?: AbortSignal | undefined;
}

interface Sending extends SendOptions {
  query?: Query | undefined;
  body?: unknown;
}

/** What the session gives to every request, and asks of a request that meets an ended session. */
interface Credentials {
  csrf: string | null;
  language: string;
  /** Resolves once the person has signed in again; rejects where nobody asks them to. Null: not signed in anyway. */
  signInAgain: (() => Promise<void>) | null;
  /** Reads the session again; true when its CSRF token is another than before. */
  refresh: (() => Promise<boolean>) | null;
}

/** Filled by `session.ts` and `texts.ts`. */
export const credentials: Credentials = { csrf: null, language: 'en', signInAgain: null, refresh: null };

const root = '/api/v1';
const waits = [400, 1600];

/** The address of a path below the API, with its query. */
export function addressOf(path: string, query: Query = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '');
  const words = new URLSearchParams(given.map(([key, value]) => [key, String(value)])).toString();
  return words ? `${root}${path}?${words}` : `${root}${path}`;
}

/** Reads. Throws `Problem`; an abort throws the signal's reason. */
export const get = <T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> =>
  send<T>('GET', path, { query, signal });

/** Creates something or takes a step. A lost connection is tried again with the same idempotency key. */
export const post = <T>(path: string, body?: unknown, options: SendOptions = {}): Promise<T> =>
  send<T>('POST', path, { ...options, body: body ?? {} });

/** Changes a record that was read as `version`; a `Problem` with status 412 carries the record as it is now. */
export const patch = <T>(path: string, body: unknown, version: number, options: SendOptions = {}): Promise<T> =>
  send<T>('PATCH', path, { ...options, body, version });

export const put = <T>(path: string, body: unknown, options: SendOptions = {}): Promise<T> =>
  send<T>('PUT', path, { ...options, body });

export const del = <T = void>(path: string, options: SendOptions = {}): Promise<T> => send<T>('DELETE', path, options);

/** What the verbs below have in common; for a PATCH of what has no version. */
export async function send<T>(method: string, path: string, sending: Sending): Promise<T> {
  const key = method === 'GET' ? undefined : (sending.idempotencyKey ?? randomId());
  const attempt = () => once<T>(method, path, sending, key);
  return retried(() => guarded(attempt, method, path), sending.signal);
}

/** Repeats what got no answer: safe, since reads change nothing and the rest carries its key. */
async function retried<T>(attempt: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  for (const wait of waits) {
    try {
      return await attempt();
    } catch (error) {
      const passing = error instanceof Problem && ['network', 'unavailable', 'in-progress'].includes(error.code);
      if (!passing || signal?.aborted) throw error;
      await new Promise((resolve) => setTimeout(resolve, wait));
      signal?.throwIfAborted();
    }
  }
  return attempt();
}

/** An ended session, or a token renewed in another tab, is mended once and the request sent again. */
async function guarded<T>(attempt: () => Promise<T>, method: string, path: string): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    if (!(error instanceof Problem) || path === '/session') throw error;
    if (error.status === 401 && credentials.signInAgain) {
      await credentials.signInAgain();
      return attempt();
    }
    if (error.status === 403 && method !== 'GET' && (await credentials.refresh?.())) return attempt();
    throw error;
  }
}

async function once<T>(method: string, path: string, sending: Sending, key: string | undefined): Promise<T> {
  const headers = headersOf(key, sending.version);
  if (sending.body !== undefined) headers['content-type'] = 'application/json';
  let answer: Response;
  let text: string;
  try {
    answer = await fetch(addressOf(path, sending.query), {
      method,
      headers,
      credentials: 'same-origin',
      ...(sending.body === undefined ? {} : { body: JSON.stringify(sending.body) }),
      ...(sending.signal ? { signal: sending.signal } : {}),
    });
    text = await answer.text();
  } catch (error) {
    if (sending.signal?.aborted) throw error;
    throw unreachable();
  }
  if (!answer.ok) throw problemFrom(answer.status, text, answer.headers.get('retry-after'));
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

/** The headers that every request carries. */
export function headersOf(key?: string, version?: number): Record<string, string> {
  return {
    accept: 'application/json',
    'accept-language': credentials.language,
    ...(key === undefined ? {} : { 'idempotency-key': key }),
    ...(key === undefined || credentials.csrf === null ? {} : { 'x-csrf-token': credentials.csrf }),
    ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
  };
}
