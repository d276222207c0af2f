import { Refusal, message } from '#/base/refusal.ts';
import type { RefusalCode } from '#/base/refusal.ts';
import type { Texts } from '#/platform/text/texts.ts';
import { failingPart } from './failing-part.ts';
import type { FailingPart } from './failing-part.ts';

/** Every `code` that a problem can carry: the refusals, and what only this door knows. */
export type ProblemCode = RefusalCode | 'unsupported-media-type' | 'internal';

/** The status of each code (RFC 9110, RFC 6585). */
export const statusOf: Readonly<Record<ProblemCode, number>> = {
  'bad-request': 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  'slow-request': 408,
  'step-refused': 409,
  conflict: 409,
  'in-progress': 409,
  stale: 412,
  'too-large': 413,
  'unsupported-media-type': 415,
  invalid: 422,
  'key-reused': 422,
  'version-required': 428,
  'too-many': 429,
  internal: 500,
  deadline: 503,
  unavailable: 503,
};

/** RFC 9457 problem details, with our stable code, the wrong fields, and the request's id. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: ProblemCode;
  detail: string;
  fields?: Record<string, string>;
  request: string;
  [extra: string]: unknown;
}

export interface ProblemAnswer {
  problem: Problem;
  headers: Record<string, string>;
  /** True for what is a bug: to be logged with everything, told with nothing. */
  unexpected: boolean;
  /** The part outside of us that was away or full: no bug, and to be logged for whoever mends it. */
  failing: FailingPart | null;
}

/** Turns whatever was thrown into a problem, in a person's language. Nothing of an unexpected error gets out. */
export function problemOf(
  error: unknown,
  { texts, language, request, aborted }: { texts: Texts; language: string; request: string; aborted?: boolean },
): ProblemAnswer {
  const { code, text, fields, extra, failing = null } = failureOf(error, aborted === true);
  const wrong = Object.entries(fields).map(([field, why]) => [field, texts.textOf(language, why)] as const);
  const headers: Record<string, string> = {};
  if (code === 'unauthenticated') headers['www-authenticate'] = 'Bearer realm="mainstay"';
  if (code === 'too-many') headers['retry-after'] = String(Math.max(1, Math.ceil(Number(extra['retryAfter'] ?? 1))));
  if (text.key === 'refusal.encoded-body') headers['accept-encoding'] = 'identity';
  if (code === 'unavailable' || code === 'in-progress')
    headers['retry-after'] = String(failing === null ? Number(extra['retryAfter'] ?? 1) : comeBackAfter[failing]);
  // Whoever asks the same again at once meets what was too busy the first time.
  if (code === 'deadline') headers['retry-after'] = String(comeBackAfter.database);
  return {
    problem: {
      ...extra,
      type: `https://mainstay/problems/${code}`,
      title: texts.textOf(language, `problem.${code}`),
      status: statusOf[code],
      code,
      detail: texts.textOf(language, text),
      ...(wrong.length > 0 ? { fields: Object.fromEntries(wrong) } : {}),
      request,
    },
    headers,
    unexpected: code === 'internal',
    failing,
  };
}

/** Seconds: a server starts again within some, a disk is given room by a person. */
const comeBackAfter: Readonly<Record<FailingPart, number>> = { connections: 1, database: 5, disk: 60 };

type Failure = { code: ProblemCode; failing?: FailingPart } & Pick<Refusal, 'text' | 'fields' | 'extra'>;

const plain = (code: ProblemCode, key = `refusal.${code}`): Failure => ({
  code,
  text: message(key),
  fields: {},
  extra: {},
});

function failureOf(error: unknown, aborted: boolean): Failure {
  if (error instanceof Refusal) return error;
  if (aborted) return plain('deadline');
  const failing = failingPart(error);
  if (failing) return { ...plain('unavailable', `refusal.away-${failing}`), failing };
  const { code, statusCode } = (error ?? {}) as { code?: unknown; statusCode?: unknown };
  return byCode(String(code ?? '')) ?? byStatus(statusCode) ?? plain('internal', 'problem.internal-detail');
}

/** What the web server itself blames on the caller. */
function byStatus(status: unknown): Failure | undefined {
  if (typeof status !== 'number' || status < 400 || status > 499) return undefined;
  if (status === 404) return plain('not-found');
  if (status === 413) return plain('too-large');
  return plain(status === 406 || status === 415 ? 'unsupported-media-type' : 'bad-request');
}

/** The codes of Fastify, of Node and of PostgreSQL that are no bugs of ours, parts that are away aside. */
function byCode(code: string): Failure | undefined {
  switch (code) {
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return plain('unsupported-media-type');
    case 'ENCODED_BODY':
      return plain('unsupported-media-type', 'refusal.encoded-body');
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
    case 'FST_REQ_FILE_TOO_LARGE':
      return plain('too-large');
    case '57014': // the statement was cancelled, by its deadline
      return plain('deadline');
    case '22021':
    case '22P05': // characters that PostgreSQL cannot store
    case '22008': // a day that no calendar of its has
      return plain('bad-request');
    default:
      return undefined;
  }
}
