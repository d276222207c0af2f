/** What a caller has left. */
export interface Allowance {
  allowed: boolean;
  /** Requests a minute. */
  limit: number;
  remaining: number;
  /** Seconds until the bucket is full again; where refused, until the next request is allowed. */
  reset: number;
}

interface Bucket {
  tokens: number;
  at: number;
}

/**
 * Token buckets, in the memory of one process: each caller may make `perMinute` requests at once and gets them back
 * evenly. With several web servers the limit holds for each; failed sign-ins are counted in the database besides.
 * Memory is bounded: full buckets are forgotten, and beyond `most` callers the longest unseen.
 */
export class RateLimit {
  readonly #buckets = new Map<string, Bucket>();
  readonly #perMinute: number;
  readonly #most: number;

  constructor(perMinute: number, most = 50_000) {
    this.#perMinute = perMinute;
    this.#most = most;
  }

  /** Takes one request out of a caller's bucket. `now` in epoch milliseconds. */
  take(caller: string, now: number): Allowance {
    const limit = this.#perMinute;
    const perMillisecond = limit / 60_000;
    const bucket = this.#buckets.get(caller);
    const tokens = bucket ? Math.min(limit, bucket.tokens + Math.max(0, now - bucket.at) * perMillisecond) : limit;
    const allowed = tokens >= 1;
    const left = allowed ? tokens - 1 : tokens;
    // Deleted first, so that the map stays in the order of last use.
    this.#buckets.delete(caller);
    this.#buckets.set(caller, { tokens: left, at: now });
    if (this.#buckets.size > this.#most) this.#forget(now);
    const missing = allowed ? limit - left : 1 - left;
    return { allowed, limit, remaining: Math.floor(left), reset: Math.ceil(missing / perMillisecond / 1000) };
  }

  #forget(now: number): void {
    for (const [caller, { at }] of this.#buckets) {
      if (now - at < 60_000 && this.#buckets.size <= this.#most) return;
      this.#buckets.delete(caller);
    }
  }
}

/** The headers that tell a caller (draft-ietf-httpapi-ratelimit-headers, version 06). */
export function rateHeaders({ limit, remaining, reset }: Allowance): Record<string, string> {
  return {
    'ratelimit-limit': String(limit),
    'ratelimit-remaining': String(remaining),
    'ratelimit-reset': String(reset),
  };
}
