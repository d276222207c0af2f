import { allOf } from '#/engines/filter/ast.ts';
import type { Filter } from '#/engines/filter/ast.ts';
import { message, Refusal } from '#/base/refusal.ts';
import type { Context } from '#/record/server/context.ts';
import { listRecords } from '#/record/server/read/list.ts';
import { whileTyping } from '#/record/server/read/search.ts';
import { lookUpNames } from '#/record/server/read/names.ts';
import type { CasesPage, CaseStatus, Scope } from '#/processes/operation/incident/shared/portal.ts';
import { statusOf } from './case-status.ts';
import { incidentType } from './incident-type.ts';
import { scopes } from '#/processes/operation/incident/shared/portal.ts';

const going = ['new', 'assigned', 'in-progress', 'pending', 'resolved'];

/** Which cases: those that still concern somebody (a resolved one does: is it fixed?), those that are over, or all. */
export const shows = ['open', 'over', 'all'] as const;

export interface CasesQuery {
  scope?: string | undefined;
  show: string;
  search?: string | undefined;
  limit: number;
  cursor?: string | undefined;
}

/** The cases that a person follows on the portal, newest first, each with how it stands. */
export async function readCases(ctx: Context, query: CasesQuery): Promise<CasesPage> {
  const { show, scope = 'mine', search, limit, cursor } = query;
  if (!shows.some((known) => known === show)) throw new Refusal('bad-request', message('case.unknown-show'));
  if (!scopes.some((known) => known === scope)) throw new Refusal('bad-request', message('case.unknown-scope'));
  const page = await listRecords(ctx, incidentType(ctx), {
    filter: allOf([whose(scope as Scope), ...which(show)]),
    limit,
    sort: '-openedAt',
    fields: ['title', 'openedAt', 'updatedAt', 'affectedUser', 'assignee', 'group', 'pendingReason', 'closeCode'],
    ...(search === undefined ? {} : { search: whileTyping(search) }),
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
  const people = rows.map(({ affectedUser }) => affectedUser).filter((one) => one !== null);
  const contactOf = ctx.actor.attributes['contactOf'];
  return {
    rows,
    names: await lookUpNames(ctx, [...new Set(people)]),
    scopes: Array.isArray(contactOf) && contactOf.length > 0 ? scopes : ['mine'],
    next: page.next,
  };
}

/** Narrows what may be seen, and never widens it: the predicate of every read stands beside it. */
function whose(scope: Scope): Filter {
  return { kind: 'predicate', name: scope === 'mine' ? 'involved' : 'contact' };
}

function which(show: string): Filter[] {
  if (show === 'all') return [];
  return [{ kind: 'condition', field: 'state', operator: show === 'open' ? 'in' : 'not in', values: going }];
}
