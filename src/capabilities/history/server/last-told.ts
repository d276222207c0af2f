import type { Entry } from './append.ts';

/**
 * When something that everybody may know changed last, for the record's {@link import('#/record/shared/define.ts').toldAt}:
 * the time of the last of these entries that is for everyone and names fields, or `before` where that is later. Files and
 * messages move nothing by themselves. Times are ISO 8601; null where nothing was told yet.
 */
export function lastTold(
  entries: readonly Pick<Entry, 'audience' | 'at' | 'payload'>[],
  before: string | null = null,
): string | null {
  let last = before;
  for (const { audience, at, payload } of entries) {
    if (audience !== 'everyone' || !('changes' in payload)) continue;
    // What was recorded elsewhere, or by a slower server, may be older than what is known.
    if (last === null || Date.parse(at) > Date.parse(last)) last = at;
  }
  return last;
}
