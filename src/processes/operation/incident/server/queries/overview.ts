import { DAY, dateOfDay, localOf } from '#/base/time.ts';
import { message, Refusal } from '#/base/refusal.ts';
import { isId } from '#/platform/ids.ts';
import type { Context } from '#/record/server/context.ts';
import type { Counted, Overview, Rate } from '#/processes/operation/incident/shared/overview.ts';
import { countByFilters } from './count-by-filters.ts';
import { incidentType } from './incident-type.ts';
import { ageBands, openedFilters, openFilter, openFilters, priorities, resolvedFilters } from './overview-filters.ts';

/**
 * The numbers of the last `days` days, of one group's cases or of all that the actor may see. A case that was
 * reopened and is not resolved again counts as neither resolved nor reopened: its story is not over.
 */
export async function overview(ctx: Context, query: { days: number; group?: string | undefined }): Promise<Overview> {
  const { days, group } = query;
  if (group !== undefined && !isId(group)) throw new Refusal('bad-request', message('overview.unknown-group'));
  const today = Math.floor(localOf(ctx.actor.timeZone, ctx.now) / DAY);
  const dates = Array.from({ length: days }, (_, back) => dateOfDay(today - (days - 1 - back)));
  const since = dates[0] as string;
  const of = (filters: Record<string, string>) => withGroup(filters, group);
  const type = incidentType(ctx);
  const count = (base: string, filters: Record<string, string>) => countByFilters(ctx, type, base, of(filters));
  const cells = priorities.flatMap((priority) => ageBands.map((band) => ({ priority, band })));
  const cell = ({ priority, band }: (typeof cells)[number]) => `${priority} ${band.key}`;
  const [open, opened, resolved] = await Promise.all([
    count(openFilters.open, {
      ...openFilters,
      ...Object.fromEntries(cells.map((one) => [cell(one), openFilter(one.priority, one.band)])),
    }),
    count(`openedAt >= ${since}`, { ...openedFilters(since), ...byDay('openedAt', dates) }),
    count(`resolvedAt >= ${since}`, { ...resolvedFilters(since), ...byDay('resolvedAt', dates) }),
  ]);
  const take = (from: Record<string, Counted>, name: string) => from[name] as Counted;
  return {
    since,
    group: group ?? null,
    now: {
      open: take(open, 'open'),
      unassigned: take(open, 'unassigned'),
      waiting: take(open, 'waiting'),
      atRisk: take(open, 'atRisk'),
      late: take(open, 'late'),
    },
    open: priorities.map((priority) => ({
      priority,
      bands: ageBands.map((band) => ({ band: band.key, ...take(open, cell({ priority, band })) })),
    })),
    days: dates.map((date) => ({ date, opened: take(opened, date), resolved: take(resolved, date) })),
    reassigned: take(opened, 'reassigned'),
    pingPong: take(opened, 'pingPong'),
    firstContact: rate(take(resolved, 'firstContact'), take(resolved, 'resolved')),
    reopened: rate(take(resolved, 'reopened'), take(resolved, 'resolved')),
  };
}

function byDay(field: string, dates: readonly string[]): Record<string, string> {
  return Object.fromEntries(dates.map((date) => [date, `${field} = ${date}`]));
}

function withGroup(filters: Record<string, string>, group: string | undefined): Record<string, string> {
  if (group === undefined) return filters;
  return Object.fromEntries(Object.entries(filters).map(([name, text]) => [name, `${text} and group = '${group}'`]));
}

function rate(counted: Counted, of: Counted): Rate {
  return { value: of.count === 0 ? null : counted.count / of.count, of, counted };
}
