/** What Mainstay stands on, and can do nothing about when it is away or full. */
export type FailingPart = 'database' | 'connections' | 'disk';

/** What `pg` and its pool throw without any code when a connection is gone, or when none came in time. */
const gone =
  /^(Connection terminated|Client (has encountered a connection error|was closed) and is not queryable|Cannot use a pool after)/;
const noneFree = 'timeout exceeded when trying to connect';

/** Where it is from says more than what it is: a socket that is not there is an ENOENT, as a file is. */
const ofTheLine: ReadonlySet<unknown> = new Set(['connect', 'getaddrinfo']);

const byCode: Readonly<Record<string, FailingPart>> = {
  ECONNREFUSED: 'database',
  ECONNRESET: 'database',
  EPIPE: 'database',
  // PostgreSQL (errcodes, classes 57 and 58): it goes down, was killed, or is not up yet.
  '57P01': 'database',
  '57P02': 'database',
  '57P03': 'database',
  '57P05': 'database',
  // Two changes met, and one of them has to be sent again.
  '40001': 'connections',
  '40P01': 'connections',
  '53000': 'connections',
  '53200': 'connections',
  '53300': 'connections',
  EMFILE: 'connections',
  ENFILE: 'connections',
  ENOMEM: 'connections',
  '53100': 'disk',
  '58030': 'disk',
  ENOSPC: 'disk',
  EDQUOT: 'disk',
  EROFS: 'disk',
  EIO: 'disk',
};

/**
 * Which part has failed, of whatever was thrown; null for everything else, which is a bug until somebody knows better.
 * `disk` is full or cannot be written, `connections` are all in use, or memory or files are.
 */
export function failingPart(error: unknown): FailingPart | null {
  if (!(error instanceof Error)) return null;
  const { code, syscall, message } = error as Error & { code?: unknown; syscall?: unknown };
  if (message === noneFree) return 'connections';
  if (gone.test(message) || ofTheLine.has(syscall)) return 'database';
  const known = typeof code === 'string' ? code : '';
  return byCode[known] ?? (known.startsWith('08') ? 'database' : null);
}
