import { may } from '#/platform/web/session.ts';
import type { Session } from '#/platform/web/session.ts';
import type { Types } from '#/record/web/definitions.tsx';

/** A place of administration: a kind of record, or a page made for its job. */
export interface Section {
  /** What stands in the address. */
  plural: string;
  /** The permission of a page of its own; kinds of record have theirs in their definition. */
  permission?: string;
}

export interface SectionGroup {
  key: string;
  sections: readonly Section[];
}

/** What is set up, in the order in which a desk is set up. */
export const sectionGroups: readonly SectionGroup[] = [
  {
    key: 'people',
    sections: [
      { plural: 'people' },
      { plural: 'groups' },
      { plural: 'organisations' },
      { plural: 'locations' },
      { plural: 'roles' },
    ],
  },
  {
    key: 'cases',
    sections: [
      { plural: 'categories' },
      { plural: 'services' },
      { plural: 'configuration-items' },
      { plural: 'priority-matrices' },
      { plural: 'assignment-rules' },
      { plural: 'pending-reasons' },
      { plural: 'custom-fields' },
    ],
  },
  { key: 'clocks', sections: [{ plural: 'calendars' }, { plural: 'clock-policies' }] },
  {
    key: 'watch',
    sections: [
      { plural: 'audit', permission: 'audit.read' },
      { plural: 'parked-jobs', permission: 'jobs.manage' },
      { plural: 'mails', permission: 'jobs.manage' },
      { plural: 'keys', permission: 'signed-in' },
    ],
  },
];

const known = new Map(sectionGroups.flatMap(({ sections }) => sections).map((section) => [section.plural, section]));

/** Whether there is such a place, and whether the person may go there. */
export function standing(plural: string, types: Types, session: Session | null): 'open' | 'forbidden' | 'absent' {
  if (types.plural(plural)) return 'open';
  const section = known.get(plural);
  if (!section) return 'absent';
  if (section.permission === 'signed-in') return 'open';
  return section.permission !== undefined && may(session, section.permission) ? 'open' : 'forbidden';
}
