import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { get, post } from '#/platform/web/api.ts';

/** Where a case stands, in a customer's words. */
export type Situation =
  | 'received'
  | 'being-worked-on'
  | 'waiting-for-you'
  | 'waiting-for-others'
  | 'is-it-fixed'
  | 'closed'
  | 'cancelled';

export interface Signature {
  id: string | null;
  name: string | null;
  title?: string;
}

export interface Status {
  situation: Situation;
  /** The agent or group that has it. */
  who: { kind: 'person' | 'group'; name: string; title?: string } | null;
  /** When it should be solved, ISO 8601; null where nothing is promised, or its time rests. */
  expectedBy: string | null;
  /** What we want to know, while the case waits for its user. */
  question: { body: string; at: string; by: Signature } | null;
}

/** A case in a list. */
export interface CaseLine extends Status {
  id: string;
  number: string;
  title: string;
  openedAt: string;
  updatedAt: string;
  affectedUser: string | null;
}

/** A case as its user reads it. */
export interface Case {
  id: string;
  number: string;
  title: string;
  description: string | null;
  state: string;
  urgency: number;
  service: string | null;
  affectedUser: string | null;
  requester: string | null;
  solution: string | null;
  openedAt: string;
  resolvedAt: string | null;
  closedAt: string | null;
}

export type Names = Readonly<Record<string, { kind: string; title: string; number?: string }>>;

export interface CaseView {
  record: Case;
  names: Names;
  status: Status;
  steps: readonly string[];
}

export interface Attachment {
  id: string;
  name: string;
  size: number;
  mediaType?: string;
}

export interface Entry {
  id: string;
  at: string;
  type: 'reply' | 'note' | 'change';
  actor: Signature;
  body?: string;
  held?: boolean;
  recallUntil?: string;
  attachments?: readonly Attachment[];
  action?: string;
  changes?: Readonly<Record<string, readonly [unknown, unknown]>>;
}

interface TimelinePage {
  entries: readonly Entry[];
  names: Names;
  next: string | null;
}

export interface CasePage {
  rows: readonly CaseLine[];
  names?: Names;
  /** Present where the person may follow more than their own cases. */
  scopes?: readonly Scope[];
  next: string | null;
}

export type Scope = 'mine' | 'organisation';
export type Pile = 'open' | 'over';

/** Cases of mine or of my organisation, the newest first. */
export function useCases(scope: Scope, pile: Pile) {
  return useInfiniteQuery({
    queryKey: ['cases', scope, pile],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      get<CasePage>(
        '/portal/cases',
        { scope: scope === 'mine' ? null : scope, show: pile, cursor: pageParam, limit: 100 },
        signal,
      ),
    getNextPageParam: (page) => page.next,
  });
}

/** One case, by id or number. */
export function useCase(id: string) {
  return useQuery({
    queryKey: ['case', id],
    queryFn: ({ signal }) => get<CaseView>(`/portal/cases/${id}`, {}, signal),
  });
}

/** What was said and done on a case, the newest page first. */
export function useTimeline(item: string | undefined) {
  return useInfiniteQuery({
    queryKey: ['timeline', item],
    enabled: item !== undefined,
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      get<TimelinePage>(`/portal/items/${item}/timeline`, { before: pageParam, limit: 50 }, signal),
    getNextPageParam: (page) => page.next,
  });
}

export interface ReportInput {
  title: string;
  description: string | null;
  urgency: number;
  service: string | null;
}

/** Reports that something is broken. The key makes a second press the same report. */
export const reportCase = (input: ReportInput, idempotencyKey: string) =>
  post<CaseView>('/portal/cases', input, { idempotencyKey });

/** Takes a step of a case: `reply`, `confirm`, `reopen`. */
export const stepCase = (id: string, step: string, input: unknown, idempotencyKey?: string) =>
  post<unknown>(`/portal/incidents/${id}/${step}`, input, { idempotencyKey });
