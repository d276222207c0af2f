import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { get, post } from '#/platform/web/api.ts';
import type { CaseStatus, CasesPage, Scope } from '#/processes/operation/incident/shared/portal.ts';
import type { Names } from '#/record/shared/named.ts';
import type { Timeline } from '#/capabilities/history/shared/timeline.ts';

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
  /** Values of the fields that the desk added for everybody, by their keys. */
  custom?: Readonly<Record<string, unknown>>;
}

export interface CaseView {
  record: Case;
  names: Names;
  status: CaseStatus;
  steps: readonly string[];
}

export type Pile = 'open' | 'over';

/** Cases of mine or of my organisation, the newest first. */
export function useCases(scope: Scope, pile: Pile) {
  return useInfiniteQuery({
    queryKey: ['cases', scope, pile],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      get<CasesPage>(
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
      get<Timeline>(`/portal/items/${item}/timeline`, { before: pageParam, limit: 50 }, signal),
    getNextPageParam: (page) => page.next,
  });
}

export interface ReportInput {
  title: string;
  description: string | null;
  urgency: number;
  service: string | null;
  custom?: Readonly<Record<string, unknown>>;
}

/** Reports that something is broken. The key makes a second press the same report. */
export const reportCase = (input: ReportInput, idempotencyKey: string) =>
  post<CaseView>('/portal/cases', input, { idempotencyKey });

/** Takes a step of a case: `reply`, `confirm`, `reopen`. */
export const stepCase = (id: string, step: string, input: unknown, idempotencyKey?: string) =>
  post<unknown>(`/portal/incidents/${id}/${step}`, input, { idempotencyKey });
