import type { ActorAttributes } from './schema.ts';

/** What a filter is run with. */
export interface FilterContext {
  /** Epoch milliseconds. */
  readonly now: number;
  /** `me` under `me`, `my.groups` under `groups`; a value or a list, null or missing when the actor has none. */
  readonly actor: ActorAttributes;
  /** The time zone whose days `today` and dates are, by its IANA name; UTC when absent or unknown. */
  readonly zone?: string;
}
