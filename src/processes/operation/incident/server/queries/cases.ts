import type { Filter } from '#/engines/filter/ast.ts';
import { message, Refusal } from '#/base/refusal.ts';
import type { Context } from '#/record/server/context.ts';
import { listRecords } from '#/record/server/read/list.ts';
import type { CaseStatus } from './case-status.ts';
import { statusOf } from './case-status.ts';
import { incidentType } from './incident-type.ts';

/** A case in the portal's list. */
export interface CaseLine extends CaseStatus {
  id: string;
  number: string;
  title: string;
  openedAt: string;
  updatedAt: string;
  affectedUser: string | null;
}

const going = ['new', 'assigned', 'in-progress', 'pending', 'resolved'];

/** Which cases: those that still concern somebody (a resolved one does: is it fixed?), those that are over, or all. */
export const shows = ['open', 'over', 'all'] as const;

export interface CasesQuery {
  show: string;
  search?: string | undefined;
  limit: number;
  cursor?: string | undefined;
}

/** The cases that a person follows on the portal, newest first, each with how it stands. */
export async function readCases(ctx: Context, query: CasesQuery): Promise<{ rows: CaseLine[]; next: string | null }> {
  const { show, search, limit, cursor } = query;
  if (!shows.some((known) => known === show)) throw new Refusal('bad-request', message('case.unknown-show'));
  const page = await listRecords(ctx, incidentType(ctx), {
    filter: filterFor(show),
    limit,
    sort: '-openedAt',
    fields: ['title', 'openedAt', 'updatedAt', 'affectedUser', 'assignee', 'group', 'pendingReason'],
    ...(search === undefined ? {} : { search }),
    ...(cursor === undefined ? {} : { cursor }),
  });
  const statuses = await statusOf(ctx, page.rows);
  const rows = page.rows.map((row) => ({
    id: row['id'] as string,
    number: row['number'] as string,
    title: row['title'] as string,
    openedAt: row['openedAt'] as string,
    updatedAt: row['updatedAt'] as string,
    affectedUser: row['affectedUser'] as string | null,
    ...(statuses.get(row['id'] as string) as CaseStatus),
  }));
  return { rows, next: page.next };
}

function filterFor(show: string): Filter | null {
  if (show === 'all') return null;
  return { kind: 'condition', field: 'state', operator: show === 'open' ? 'in' : 'not in', values: going };
}
