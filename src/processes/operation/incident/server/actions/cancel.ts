import { linkRecords } from '#/capabilities/links/server/link-records.ts';
import { set } from '#/record/server/commit/commit.ts';
import type { Behaviour } from '#/record/server/kit.ts';
import { incidentEvents } from '#/processes/operation/incident/shared/events.ts';
import { mustGoOn } from '../duplicates.ts';
import { keepMissReason } from '../missed.ts';
import { settle } from '../settle.ts';

/** The case ends without a solution: a mistake, or a duplicate, which is then linked to the case that goes on. */
export const cancel: Behaviour = {
  async apply(commit) {
    const { input } = commit;
    const other = input['duplicateOf'] as string | null | undefined;
    let solved = false;
    if (other) {
      solved = await mustGoOn(commit, other);
      set(commit, 'duplicateOf', other);
      linkRecords(commit, { target: other, kind: 'duplicates' });
    }
    set(commit, 'closeCode', other ? 'duplicate' : 'withdrawn');
    await keepMissReason(commit);
    commit.told['reason'] = input['reason'];
    await settle(commit);
    commit.announcements.push(incidentEvents.say('incident.cancelled', { duplicateOf: other ?? null, solved }));
  },
};
