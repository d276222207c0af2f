/** The closed list of expected failures. Anything else that is thrown is a bug and answers 500 with a reference. */
export const refusalCodes = [
  'bad-request', // the request itself cannot be understood
  'unauthenticated', // nobody is signed in, or the credentials are wrong
  'forbidden', // signed in, but without the right; only where the record's existence is already known
  'not-found', // absent, or not visible: the two are never told apart
  'invalid', // one or more fields are wrong
  'step-refused', // the step does not start from this state, or its guard says no
  'conflict', // another record stands in the way
  'stale', // the record was changed meanwhile (If-Match, version)
  'version-required', // an edit without saying which version it was made on
  'key-reused', // the idempotency key was used for a different request
  'in-progress', // the first request with this idempotency key still runs
  'too-many', // rate limit
  'too-large', // a body or file over its limit
  'slow-request', // it came in too slowly to be waited for
  'deadline', // the request took longer than it may
  'unavailable', // a part that is needed does not answer
] as const;

export type RefusalCode = (typeof refusalCodes)[number];

/** A sentence for a person: an i18n key and its parameters. */
export interface Message {
  key: string;
  params?: Record<string, string | number> | undefined;
}

/** Makes a message; `key` is an entry of the text catalogues. */
export function message(key: string, params?: Record<string, string | number>): Message {
  return params === undefined ? { key } : { key, params };
}

/**
 * The only expected failure. `text` says why, in words a person can act on; `fields` says it per input field.
 * Doors map it to their own shape in one place each (REST: RFC 9457 problem details).
 */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly text: Message;
  readonly fields: Record<string, Message>;
  readonly extra: Record<string, unknown>;

  constructor(
    code: RefusalCode,
    text: Message | string,
    fields: Record<string, Message> = {},
    extra: Record<string, unknown> = {},
  ) {
    const resolved = typeof text === 'string' ? { key: text } : text;
    const wrong = Object.entries(fields).map(([name, { key }]) => `${name}: ${key}`);
    super([`${code}: ${resolved.key}`, ...wrong].join('; '));
    this.name = 'Refusal';
    this.code = code;
    this.text = resolved;
    this.fields = fields;
    this.extra = extra;
  }
}

/** The one answer for a record that is absent or may not be seen. */
export function notFound(): Refusal {
  return new Refusal('not-found', 'refusal.not-found');
}
