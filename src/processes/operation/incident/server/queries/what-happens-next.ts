import type { Row } from '#/record/server/commit/commit.ts';
import type { Situation } from '#/processes/operation/incident/shared/portal.ts';

/**
 * How a case stands for its user. `waitsForUser`: the reason that it is pending for waits for an answer of theirs.
 * A case with a name on it is being worked on, whether or not its agent has pressed a button.
 */
export function whatHappensNext(row: Row, waitsForUser: boolean): Situation {
  switch (row['state']) {
    case 'new':
      return 'received';
    case 'pending':
      return waitsForUser ? 'waiting-for-you' : 'waiting-for-others';
    case 'resolved':
      return 'is-it-fixed';
    case 'closed':
      return 'closed';
    case 'cancelled':
      return row['closeCode'] === 'duplicate' ? 'duplicate' : 'cancelled';
    default:
      return 'being-worked-on';
  }
}
