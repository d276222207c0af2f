import { configurationOf } from '#/record/server/configuration.ts';
import type { Context } from '#/record/server/context.ts';
import type { Circle } from './circle.ts';
import { deskOf } from './circle.ts';

/** What a policy says of a share of the time. */
export interface Alerting {
  percent: number;
  notify: readonly ('assignee' | 'group-lead' | 'manager' | 'service-owner' | 'group')[];
}

/**
 * Whom the thresholds that were passed name, as people. The one at the deadline, or the
 * last one past it, repeats with its recipients. A case that nobody has is everybody's in its group; the manager is the assignee's, else the group lead's.
 */
export async function recipientsOf(
  ctx: Context,
  thresholds: readonly Alerting[],
  percents: readonly number[],
  circle: Circle,
): Promise<(string | null)[]> {
  const last = Math.max(...thresholds.map(({ percent }) => percent));
  const named = new Set(
    percents.flatMap((percent) => {
      const place = last >= 100 ? Math.min(percent, last) : percent;
      const found = thresholds.find((threshold) => threshold.percent === place);
      return found?.notify ?? [];
    }),
  );
  const people: (string | null)[] = [];
  if (named.has('assignee')) people.push(...deskOf(circle).people);
  if (named.has('group')) people.push(...circle.group);
  if (named.has('group-lead')) people.push(circle.groupLead);
  if (named.has('manager')) people.push(await managerOf(ctx, circle.assignee ?? circle.groupLead));
  if (named.has('service-owner')) people.push(await ownerOf(ctx, circle.service));
  return people;
}

async function managerOf(ctx: Context, person: string | null): Promise<string | null> {
  if (person === null) return null;
  const [row] =
    (await ctx.tx?.query<{ manager: string | null }>({
      sql: 'select manager from person where id = $1',
      parameters: [person],
    })) ?? [];
  return row?.manager ?? null;
}

async function ownerOf(ctx: Context, service: string | null): Promise<string | null> {
  const found = await (await configurationOf(ctx)).find('service', service);
  return (found?.['owner'] as string | null | undefined) ?? null;
}
