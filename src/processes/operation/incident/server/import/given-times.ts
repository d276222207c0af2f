import type { FilledCase, FilledEvent } from '#/capabilities/mapping/server/target.ts';

/**
 * When a case with events was opened, solved and closed by its source's own word, which wins over what its events imply;
 * epoch milliseconds, null where the source does not say, or says what cannot be.
 */
export interface GivenTimes {
  opened: number | null;
  resolved: number | null;
  closed: number | null;
  /** Field → why its time does not count. */
  dropped: Record<string, string>;
  /** Place of the event by which the case ended for good; behind the last one where it did not. */
  since: number;
  /** When the clocks hear of an event: what lies outside of the times given is heard at them. */
  heard(nth: number): number;
}

const over = new Set(['resolved', 'closed', 'cancelled']);

/**
 * The rule: a time counts where it goes with how the case ended (a case that is not solved has no time of its
 * solution), and where all that count stand in their order, opened before solved before closed. Times that contradict
 * each other are all left out, and the events' own hold.
 */
export function givenTimes({ fields }: FilledCase, events: readonly FilledEvent[]): GivenTimes {
  const said = (field: string) => (typeof fields[field] === 'string' ? Date.parse(fields[field]) : null);
  const dropped: Record<string, string> = {};
  const last = events.at(-1);
  const end = last?.state.state ?? '';
  const since = events.findLastIndex(({ state }) => !over.has(state.state)) + 1;
  let [opened, resolved, closed] = [said('openedAt'), said('resolvedAt'), said('closedAt')];
  if (resolved !== null && end !== 'resolved' && end !== 'closed') {
    dropped['resolvedAt'] = 'not-over';
    resolved = null;
  }
  if (closed !== null && end !== 'closed' && end !== 'cancelled') {
    dropped['closedAt'] = 'not-over';
    closed = null;
  }
  const ended = events.slice(since);
  const closedBy = ended.find(({ state }) => state.state !== 'resolved')?.at ?? null;
  const solved = resolved ?? (ended[0]?.state.state === 'closed' ? (closed ?? closedBy) : (ended[0]?.at ?? null));
  const order = [opened ?? events[0]?.at ?? null, end === 'cancelled' ? null : solved, closed ?? closedBy, null];
  const known = [...order.filter((time) => time !== null), ...(ended.length === 0 && last ? [last.at] : [])];
  if (known.some((time, nth) => time < (known[nth - 1] ?? time))) {
    for (const [field, given] of Object.entries({ openedAt: opened, resolvedAt: resolved, closedAt: closed }))
      if (given !== null) dropped[field] = 'times-contradict';
    opened = resolved = closed = null;
  }
  // The end of what the clocks count: being solved, or where it never was, being called off.
  const stop = resolved ?? (ended[0]?.state.state === 'resolved' ? null : closed);
  return {
    opened,
    // A case that was closed without being solved before was solved by that.
    resolved: resolved ?? (ended[0]?.state.state === 'closed' ? closed : null),
    closed,
    dropped,
    since,
    heard(nth) {
      const at = events[nth]?.at ?? 0;
      const when = nth === 0 ? (opened ?? at) : Math.max(at, opened ?? 0);
      if (stop === null || ended.length === 0) return when;
      return nth < since ? Math.min(when, stop) : nth === since ? stop : Math.max(when, stop);
    },
  };
}
