import { clockRules } from '#/app/clocks.ts';
import { seedBaseline } from '#/app/seed.ts';
import { message, Refusal } from '#/base/refusal.ts';
import type { Runner } from '#/platform/database/pools.ts';
import { seedRoles } from '#/processes/foundation/server/access/seed-roles.ts';
import { configurationOf } from '#/record/server/configuration.ts';
import { forgetEpochs } from '#/record/server/epoch.ts';
import type { Context } from '#/record/server/context.ts';
import type { Trouble } from './case.ts';
import { troubles } from './cases/all.ts';
import { demoItems } from './demo-items.ts';
import { furnish } from './furnish.ts';
import type { World } from './furnish.ts';
import { live } from './live.ts';
import { plan } from './plan.ts';
import { seeded } from './random.ts';
import { catchUp } from './story.ts';
import type { Story } from './story.ts';
import { writeStories } from './write.ts';

/** What was loaded. */
export interface Loaded {
  people: number;
  incidents: number;
  /** Of the incidents: neither closed nor cancelled. */
  open: number;
}

/**
 * Loads the demonstration data in one transaction: the same people and the same cases each time, a year of them up to
 * `ctx.now`. Before the set-up it also makes what ships, which stays when the demonstration is removed. Nobody is told
 * anything. Refuses with `conflict` where it is loaded already.
 */
export async function loadDemo(ctx: Context): Promise<Loaded> {
  return ctx.db.transaction({ kind: 'staff' }, async (tx) => {
    await lockDemo(tx);
    if ((await demoItems(tx)).length > 0) throw new Refusal('conflict', message('demo.loaded-already'));
    const roles = await baseline({ ...ctx, tx });
    const demo: Context = { ...ctx, tx, request: { ...ctx.request, origin: 'demo' } };
    const world = await furnish(demo, seeded(2011), roles);
    const stories = await tell(demo, tx, world);
    const open = stories.filter(({ row }) => !['closed', 'cancelled'].includes(row['state'] as string)).length;
    const people = world.users.length + world.desk.agents.length + world.second.agents.length;
    return { people, incidents: stories.length, open };
  });
}

/** One loading or removing at a time, in all processes; until the transaction ends. */
export async function lockDemo(tx: Runner): Promise<void> {
  await tx.query({ sql: "select pg_advisory_xact_lock(hashtext('mainstay demo'))", parameters: [] });
}

/** Roles, hours, groups, categories and rules: they ship, and are made where the set-up has not made them yet. */
async function baseline(ctx: Context): Promise<Map<string, string>> {
  const roles = await seedRoles(ctx);
  const policies = await (await configurationOf(ctx)).rows('clock-policy', 'all');
  if (policies.length === 0) {
    await seedBaseline(ctx, { language: 'en', country: 'SK', timeZone: 'Europe/Bratislava' });
  }
  forgetEpochs(ctx);
  return roles;
}

async function tell(ctx: Context, tx: Runner, world: World): Promise<Story[]> {
  const type = ctx.kit.types.get('incident');
  const rules = clockRules.find(({ kind }) => kind === 'incident');
  if (!type || !rules) throw new Error('there are no incidents to tell of');
  const random = seeded(1848);
  const destinies = plan(random, world, troubles, ctx.now);
  const numbers = await tx.query<{ number: number }>({
    sql: `select nextval('incident_number') as number from generate_series(1, $1)`,
    parameters: [destinies.length],
  });
  const stage = { ctx, type, rules, until: ctx.now };
  const stories: Story[] = [];
  const tellings = new Map<Story, Trouble>();
  for (const [index, { duplicate, ...destiny }] of destinies.entries()) {
    const number = `${type.definition.prefix}${String(numbers[index]?.number).padStart(7, '0')}`;
    const original = duplicate && !destiny.rests ? recent(stories, destiny.opened) : undefined;
    const trouble = original && tellings.get(original);
    const fate = { ...destiny, number, ...(original && trouble ? { duplicateOf: original, trouble } : {}) };
    const story = await live(stage, world, random, fate);
    catchUp(story, ctx.now);
    tellings.set(story, fate.trouble);
    stories.push(story);
  }
  await writeStories(tx, type, stories);
  return stories;
}

/** A case of the last two days that somebody else may well report again. */
function recent(stories: readonly Story[], opened: number): Story | undefined {
  return stories.findLast(
    ({ row, link }) =>
      !link && row['state'] !== 'cancelled' && opened - Date.parse(row['openedAt'] as string) < 2 * 86_400_000,
  );
}
