import type { Named } from '#/record/shared/named.ts';

/** What an agent has to know of somebody before they say hello. Staff only: it never leaves the workspace. */
export interface PersonCard {
  id: string;
  number: string;
  name: string;
  title: string | null;
  email: string | null;
  phone: string | null;
  language: string | null;
  organisation: { id: string; name: string };
  location: { id: string; name: string } | null;
  manager: { id: string; name: string } | null;
  vip: boolean;
  specialHandling: string | null;
  away: boolean;
  awayUntil: string | null;
  timeZone: string | null;
  /** What their watch shows now, `HH:MM`; null where nothing says where they are. */
  localTime: string | null;
}

/** A case in a short list. */
export interface ShortCase {
  id: string;
  number: string;
  title: string;
  state: string;
  priority: number;
  openedAt: string;
  resolvedAt: string | null;
  assignee: string | null;
  group: string | null;
}

/** A configuration item in a short list. */
export interface ShortItem {
  id: string;
  number: string;
  name: string;
  class: string;
  serialNumber: string | null;
}

/** The people of a case and what they have besides it. */
export interface IncidentContext {
  affectedUser: PersonCard | null;
  /** Null where the affected user reported it themselves. */
  requester: PersonCard | null;
  /** Of the affected user, else of the requester. */
  cases: { open: ShortCase[]; recent: ShortCase[] };
  items: ShortItem[];
  names: Record<string, Named>;
}

/** A person while their call is being logged. */
export type PersonContext = { person: PersonCard } & Pick<IncidentContext, 'cases' | 'items' | 'names'>;

/** So many characters of a solution come with a list of cases; what is longer is cut off there. */
export const solutionShown = 500;

/** Why a case is offered. */
export type LikenessReason = 'same-item' | 'title' | 'words' | 'same-service' | 'solved';

export interface SimilarCase {
  id: string;
  number: string;
  title: string;
  state: string;
  priority: number;
  openedAt: string;
  resolvedAt: string | null;
  closeCode: string | null;
  solution: string | null;
  reasons: LikenessReason[];
  /** 0 … 1; orders the list and means nothing else. */
  score: number;
}

/** Somebody who can be given a case of a group. */
export interface Member {
  id: string;
  name: string;
  title: string | null;
  away: boolean;
  awayUntil: string | null;
  /** Records of any kind that are theirs and not done. */
  load: number;
}
