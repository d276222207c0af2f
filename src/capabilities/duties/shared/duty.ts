import { choice, ref } from '#/record/shared/field.ts';

/**
 * What becomes of what somebody had to do who leaves: it goes to a successor, back to where it is everybody's (a case to
 * its group, a lead or an owner to nobody yet), or stays as it is, to be found and given away later.
 */
export const handOvers = ['successor', 'release', 'keep'] as const;
export type HandOver = (typeof handOvers)[number];

/** What a step asks for by which a record of a kind leaves. Without a decision it is refused while there are duties. */
export const leaving = (kind: 'person' | 'group') => ({
  handOver: choice(kind === 'person' ? handOvers : (['successor', 'keep'] as const)),
  successor: ref(kind, { duty: true }),
});

/** How many records name somebody in one field that says who does something; tasks are of the kind `task`. */
export interface DutyCount {
  kind: string;
  field: string;
  count: number;
}

/** What hangs on a person or a group: what has ended does not count. */
export interface Duties {
  total: number;
  rows: DutyCount[];
}
