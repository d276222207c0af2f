import { message, Refusal } from '#/base/refusal.ts';
import { keepFilter } from '#/processes/foundation/server/api.ts';
import { hasHours } from '#/processes/foundation/shared/calendar.ts';
import type { CalendarVersion } from '#/processes/foundation/shared/calendar.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import { configurationOf } from '#/record/server/configuration.ts';
import type { Behaviour } from '#/record/server/kit.ts';

/** The filter of a policy is one that can be read. */
const keep = keepFilter((row) => row['kind'] as string);

const opens = (calendar: Row | undefined) =>
  calendar === undefined || hasHours(calendar['versions'] as CalendarVersion[]);

/** A policy on a calendar that is never open would promise nothing, and not say so. */
const keepPolicy: Behaviour = {
  ...keep,
  reliesOn: ['calendar'],
  async apply(commit) {
    await keep.apply(commit);
    const { ctx, tx, after } = commit;
    const configuration = await configurationOf({ ...ctx, tx });
    if (opens(await configuration.find('calendar', after['calendar'] as string))) return;
    throw new Refusal('invalid', 'refusal.invalid', { calendar: message('service-level.calendar-never-open') });
  },
};

/** Hours that policies count by cannot all be taken away. */
const keepCalendar: Behaviour = {
  async apply(commit) {
    const { ctx, tx, id, after } = commit;
    if (opens(after)) return;
    const policies = await (await configurationOf({ ...ctx, tx })).rows('clock-policy');
    const user = policies.find((policy) => policy['calendar'] === id);
    if (!user) return;
    const versions = message('service-level.calendar-needs-hours', { policy: user['name'] as string });
    throw new Refusal('invalid', 'refusal.invalid', { versions });
  },
};

export const serviceLevelBehaviours: Readonly<Record<string, Behaviour>> = {
  'clock-policy.create': keepPolicy,
  'clock-policy.edit': keepPolicy,
  'clock-policy.restore': keepPolicy,
  'calendar.edit': keepCalendar,
};
