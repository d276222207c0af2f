import type { Names } from '#/record/web/records.ts';

export interface Attachment {
  id: string;
  audience: 'everyone' | 'staff';
  name: string;
  mediaType: string;
  size: number;
  at: string;
}

/** One thing that happened to a case: a reply, an internal note, a change. */
export interface TimelineEntry {
  id: string;
  at: string;
  type: 'reply' | 'note' | 'change';
  actor: { id: string | null; name: string | null; title?: string };
  audience: 'everyone' | 'staff';
  action: string;
  body?: string;
  channel?: string;
  held?: true;
  recallUntil?: string;
  mentions?: string[];
  attachments: readonly Attachment[];
  changes?: Record<string, [unknown, unknown]>;
  facts?: Record<string, unknown>;
}

export interface Timeline {
  entries: readonly TimelineEntry[];
  names: Names;
  next: string | null;
}

export type ClockKind = 'response' | 'update' | 'resolution';

/** A clock of a case; amounts in milliseconds of working time. */
export interface Clock {
  kind: ClockKind;
  state: 'running' | 'paused' | 'stopped' | 'cancelled';
  target: { amount: number; unit: string };
  due: string | null;
  startedAt: string;
  stoppedAt: string | null;
  elapsed: number;
  budget: number | null;
  percent: number | null;
  breachedAt: string | null;
  met: boolean | null;
  policy: { id: string; name: string | null };
  calendar: { id: string; name: string | null };
  computedOnImport: boolean;
}

/** Why a clock shows what it shows. */
export interface Explanation {
  kind: ClockKind;
  spans: readonly {
    from: string;
    to: string;
    kind: 'counted' | 'closed' | 'paused' | 'stopped';
    working: number;
    reason: { code: string; params: { breaks?: number; days?: number; holidays?: string[]; cause?: string } };
  }[];
  elapsed: number;
  budget: number | null;
  breachedAt: string | null;
}

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
  localTime: string | null;
}

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

export interface ShortItem {
  id: string;
  number: string;
  name: string;
  class: string;
  serialNumber: string | null;
}

export interface CaseContext {
  affectedUser: PersonCard | null;
  requester: PersonCard | null;
  cases: { open: readonly ShortCase[]; recent: readonly ShortCase[] };
  items: readonly ShortItem[];
  names: Names;
}

export type PersonContext = { person: PersonCard } & Pick<CaseContext, 'cases' | 'items' | 'names'>;

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
  reasons: readonly string[];
}

export interface PersonHit {
  id: string;
  name: string;
  title: string | null;
  email: string | null;
  phone: string | null;
  organisation: string;
  vip: boolean;
  away: boolean;
}

export interface Member {
  id: string;
  name: string;
  title: string | null;
  away: boolean;
  awayUntil: string | null;
  load: number;
}

export interface View {
  id: string;
  name: string | null;
  key: string | null;
  filter: string;
  sort: string | null;
  columns: readonly string[];
  shared: boolean;
  own: boolean;
  position: number;
}

export type ViewCounts = Readonly<Record<string, { count: number; more: boolean } | null>>;
