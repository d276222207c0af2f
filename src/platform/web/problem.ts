/** What a problem answer (RFC 9457) carries besides its text. */
export interface ProblemFacts {
  status: number;
  code: string;
  title: string;
  detail: string;
  fields?: Readonly<Record<string, string>>;
  current?: unknown;
  request?: string;
  retryAfter?: number;
}

/**
 * A request that was refused, or that got no answer: then `status` is 0 and `code` is `network`. `fields` says what is
 * wrong with which field, in the person's language. `current` is the record as it is now, where the save was stale.
 */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly current: unknown;
  /** The request's id, to be told to whoever looks after the installation. */
  readonly request: string | undefined;
  /** Seconds after which it may be tried again. */
  readonly retryAfter: number | undefined;

  constructor(facts: ProblemFacts) {
    super(`${facts.code}: ${facts.detail || facts.title}`);
    this.name = 'Problem';
    this.status = facts.status;
    this.code = facts.code;
    this.title = facts.title;
    this.detail = facts.detail;
    this.fields = facts.fields ?? {};
    this.current = facts.current;
    this.request = facts.request;
    this.retryAfter = facts.retryAfter;
  }
}

/** No answer came: the network is away, or the server. */
export const unreachable = (): Problem => new Problem({ status: 0, code: 'network', title: '', detail: '' });

/** Makes a problem of an answer's body. A body that is no problem (a proxy's page) gives the bare status. */
export function problemFrom(status: number, body: string, retryAfter: string | null): Problem {
  const facts = parsed(body);
  const words = (key: string) => (typeof facts[key] === 'string' ? (facts[key] as string) : '');
  const fields = facts['fields'];
  return new Problem({
    status,
    code: words('code') || (status >= 502 && status <= 504 ? 'unavailable' : 'unknown'),
    title: words('title'),
    detail: words('detail'),
    fields: typeof fields === 'object' && fields !== null ? (fields as Record<string, string>) : {},
    current: facts['current'],
    request: words('request') || undefined,
    retryAfter: retryAfter === null ? undefined : Number(retryAfter) || undefined,
  });
}

function parsed(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
