import type { Follower, Happening } from '#/record/server/after/relay.ts';

/** The channel on which web processes hear what happened to records. */
export const liveChannel = 'mainstay_live';

/** The follower that tells the web processes what screens show anew: one notification a batch. */
export const liveFollower: Follower = {
  name: 'live',
  take: (tx, events) => tx.query({ sql: 'select pg_notify($1, $2)', parameters: [liveChannel, liveMessage(events)] }),
};

/** A NOTIFY carries less than 8,000 bytes. */
const most = 7900;

/**
 * What is told of a batch: ids and words of each change, no content. Of more than fits, the kinds alone; with those of
 * which something is public, since the portal is to hear of no others.
 */
export function liveMessage(events: readonly Happening[]): string {
  const changes = events.map(({ item, kind, version, action, actor, payload }) => ({
    item,
    kind,
    version,
    action,
    actor,
    ...(payload.public ? { public: true } : {}),
  }));
  const text = JSON.stringify(changes);
  if (Buffer.byteLength(text) < most) return text;
  const kindsOf = (some: readonly { kind: string }[]) => [...new Set(some.map(({ kind }) => kind))];
  return JSON.stringify({ kinds: kindsOf(changes), public: kindsOf(changes.filter((change) => change.public)) });
}
