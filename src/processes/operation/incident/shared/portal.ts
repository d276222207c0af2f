import type { Signature } from '#/capabilities/notes/shared/signature.ts';
import type { Named } from '#/record/shared/named.ts';

/** How a case stands, in the words of whoever waits for it. Texts: `case.situation.*`, `case.next.*`. */
export type Situation =
  | 'received'
  | 'being-worked-on'
  | 'waiting-for-you'
  | 'waiting-for-others'
  | 'is-it-fixed'
  | 'closed'
  | 'cancelled'
  // The same problem was reported before: it is worked on there, or was solved there.
  | 'duplicate'
  | 'duplicate-solved';

/** What a user reads of a case's progress. */
export interface CaseStatus {
  situation: Situation;
  /** Who has it: an agent by name and title, else the group by its name. */
  who: { kind: 'person' | 'group'; name: string; title?: string } | null;
  /** By when it is promised to be solved, ISO 8601; null where nothing is promised or the time does not run. */
  expectedBy: string | null;
  /** What is asked of the user, while the case waits for them; what was done, while they are asked whether it works. */
  question: { body: string; at: string; by: Signature } | null;
}

/** A case in the portal's list. */
export interface CaseLine extends CaseStatus {
  id: string;
  number: string;
  title: string;
  openedAt: string;
  updatedAt: string;
  affectedUser: string | null;
}

/** Whose cases: one's own and those one was let in on, or all of the customers whose contact one is. */
export const scopes = ['mine', 'organisation'] as const;
export type Scope = (typeof scopes)[number];

/** A page of the cases that a person follows. */
export interface CasesPage {
  rows: CaseLine[];
  /** Names of the people in the rows. */
  names: Record<string, Named>;
  /** The scopes that the person has; `mine` alone for most. */
  scopes: readonly Scope[];
  next: string | null;
}
