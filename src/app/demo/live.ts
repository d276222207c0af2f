import { addBusinessDays } from '#/engines/calendar/business-days.ts';
import { isPingPong } from '#/processes/operation/incident/engine/ping-pong.ts';
import { lookUpPriority } from '#/processes/operation/incident/engine/priority.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import type { Trouble } from './case.ts';
import type { World } from './furnish.ts';
import { phrases } from './phrases.ts';
import type { Random } from './random.ts';
import { newStory, turn } from './story.ts';
import type { Stage, Story, Turn } from './story.ts';
import { later, minute, pass, passAt } from './telling.ts';
import type { Fate, Teller } from './telling.ts';
import { askUser, noWait, wait } from './waits.ts';

/** Tells one case from its report to its end, or to where it rests. */
export async function live(stage: Stage, world: World, random: Random, fate: Fate): Promise<Story> {
  const story = newStory(fate.opened, fate.user.customer);
  const agent = random.pick(world.desk.agents);
  const item = itemFor(world, random, fate);
  const told = { ...fate, trouble: named(fate.trouble, item?.name ?? '') };
  const teller: Teller = {
    stage,
    world,
    random,
    fate: told,
    item,
    story,
    at: fate.opened,
    agent,
    hops: [world.desk.id],
  };
  await report(teller);
  if (fate.rests === 'new') return story;
  if (fate.duplicateOf) {
    await cancel(teller, fate.duplicateOf);
    return story;
  }
  if (fate.rests === 'assigned') {
    await pass(teller, 5, { action: 'assign', by: agent, set: { state: 'assigned', assignee: agent } });
    return story;
  }
  await answer(teller);
  if (fate.rests === 'in-progress') return story;
  if (fate.rests === 'pending') {
    await wait(teller, fate.waits ?? 'user');
    return story;
  }
  await work(teller);
  await resolve(teller);
  if (fate.reopened) await reopen(teller);
  await end(teller);
  return story;
}

async function report({ stage, world, random, fate, item, story, agent }: Teller): Promise<void> {
  const { trouble, user, opened } = fate;
  const byPhone = random.chance(35);
  const channel = byPhone ? 'phone' : random.chance(80) ? 'portal' : random.pick(['email', 'chat', 'walk-in'] as const);
  const urgency = user.vip ? Math.max(1, trouble.urgency - 1) : trouble.urgency;
  const priority = lookUpPriority(world.matrix, trouble.impact, urgency) ?? 4;
  const reporter = channel === 'portal' || channel === 'email' ? user.id : agent;
  const set: Row = {
    id: story.id,
    number: fate.number,
    state: 'new',
    title: trouble.title,
    description: trouble.body,
    affectedUser: user.id,
    requester: user.id,
    loggedBy: reporter,
    customer: user.organisation,
    channel,
    category: world.categories.get(trouble.category) ?? null,
    service: world.services.get(trouble.service) ?? null,
    configurationItem: item?.id ?? user.computer,
    location: user.location,
    impact: trouble.impact,
    urgency,
    priority,
    calculatedPriority: priority,
    group: world.desk.id,
    openedAt: new Date(opened).toISOString(),
    reopenedCount: 0,
    reassignedCount: 0,
    tags: [...(trouble.tags ?? [])],
    custom: {},
    pendingAsked: false,
    pingPong: false,
    majorCandidate: priority === 1,
  };
  await turn(stage, story, {
    at: opened,
    by: reporter,
    action: 'create',
    set,
    remarks: { assignedBecause: world.rule },
  });
}

/** The thing that the texts speak of, if they do; a duplicate speaks of the same one. */
function itemFor(world: World, random: Random, { trouble, duplicateOf }: Fate): { id: string; name: string } | null {
  const list = world.items.get(trouble.service) ?? [];
  if (list.length === 0 || !JSON.stringify(trouble).includes('{item}')) return null;
  return list.find(({ id }) => id === duplicateOf?.row['configurationItem']) ?? random.pick(list);
}

/** The trouble with the thing's name in all its texts. */
function named(trouble: Trouble, item: string): Trouble {
  return JSON.parse(JSON.stringify(trouble).replaceAll('{item}', item)) as Trouble;
}

async function answer(teller: Teller): Promise<void> {
  const { agent, fate } = teller;
  await pass(teller, 12, { action: 'take', by: agent, set: { state: 'in-progress', assignee: agent } });
  await pass(teller, 8, says(agent, fate.trouble.reply, 'everyone'));
}

function says(by: string, body: string, audience: 'everyone' | 'staff'): Omit<Turn, 'at'> {
  const everyone = audience === 'everyone';
  return { action: everyone ? 'reply' : 'note', by, answer: everyone, note: { audience, body, channel: 'workspace' } };
}

async function work(teller: Teller): Promise<void> {
  const { fate } = teller;
  const { ask, escalate, wait: waits } = fate.trouble;
  if (ask) await askUser(teller, ask);
  if (escalate || fate.pingPong) await handOver(teller, escalate ?? phrases(fate.trouble.language).escalate);
  if (fate.pingPong) {
    await toGroup(teller, teller.world.desk, phrases(fate.trouble.language).back);
    await handOver(teller, phrases(fate.trouble.language).again);
  }
  if (waits) {
    const until = await wait(teller, waits[0], waits[1]);
    const resumed = { action: 'resume', set: { state: 'in-progress', ...noWait } };
    if (until === null) await pass(teller, 700, { ...resumed, by: teller.agent });
    else await passAt(teller, until, { ...resumed, by: null });
  }
}

async function handOver(teller: Teller, why: string): Promise<void> {
  await toGroup(teller, teller.world.second, why);
  teller.agent = teller.random.pick(teller.world.second.agents);
  await pass(teller, 60, { action: 'take', by: teller.agent, set: { state: 'in-progress', assignee: teller.agent } });
}

async function toGroup(teller: Teller, group: { id: string }, why: string): Promise<void> {
  const { story, agent } = teller;
  teller.hops.push(group.id);
  const set: Row = {
    state: 'assigned',
    group: group.id,
    assignee: null,
    reassignedCount: (story.row['reassignedCount'] as number) + 1,
    ...(isPingPong(teller.hops) ? { pingPong: true } : {}),
  };
  await pass(teller, 20, {
    action: 'assign',
    by: agent,
    set,
    note: { audience: 'staff', body: why, channel: 'workspace' },
  });
}

async function resolve(teller: Teller, again = false): Promise<void> {
  const { fate, agent, story } = teller;
  const { solution, cause, code, language } = fate.trouble;
  const at = later(teller, again ? 60 : 45);
  const priority = story.row['priority'] as number;
  const set: Row = {
    state: 'resolved',
    closeCode: code,
    solution: again ? `${phrases(language).again2} ${solution}` : solution,
    cause: cause ?? (priority <= 2 ? phrases(language).cause : null),
    resolvedAt: new Date(at).toISOString(),
  };
  const happened = await turn(teller.stage, story, { at, by: agent, action: 'resolve', set, answer: true });
  teller.at = happened ? at : teller.stage.until + minute;
}

async function reopen(teller: Teller): Promise<void> {
  const { fate, story } = teller;
  const set: Row = {
    state: 'in-progress',
    reopenedCount: 1,
    resolvedAt: null,
    closeCode: null,
  };
  const note = {
    audience: 'everyone' as const,
    body: phrases(fate.trouble.language).notFixed,
    channel: 'portal' as const,
  };
  if (await pass(teller, 180, { action: 'reopen', by: fate.user.id, set, note })) {
    await pass(teller, 20, says(teller.agent, phrases(fate.trouble.language).sorry, 'everyone'));
    await resolve(teller, true);
  } else if (story.row['state'] !== 'resolved') teller.at = teller.stage.until + minute;
}

/** The user confirms, or five business days go by. */
async function end(teller: Teller): Promise<void> {
  const { random, story, stage, fate } = teller;
  if (story.row['state'] !== 'resolved' || !story.agreement) return;
  const closes = addBusinessDays(story.agreement.calendar, teller.at, 5) ?? teller.at + 7 * 86_400_000;
  const answers = fate.rests !== 'resolved' && random.chance(45) ? later(teller, 240) : closes;
  const confirmed = answers < closes;
  const at = confirmed ? answers : closes;
  const set: Row = { state: 'closed', closedAt: new Date(at).toISOString() };
  const by = confirmed ? fate.user.id : null;
  const happened = await turn(stage, story, { at, by, action: confirmed ? 'confirm' : 'close', set });
  if (!happened) story.timers.push({ kind: 'incident.close', due: closes, payload: {} });
}

async function cancel(teller: Teller, other: Story): Promise<void> {
  const { agent, fate, story } = teller;
  const words = phrases(fate.trouble.language);
  const at = later(teller, 25);
  const told = { reason: `${words.duplicate} ${other.row['number'] as string}.` };
  const set: Row = {
    state: 'cancelled',
    closeCode: 'duplicate',
    duplicateOf: other.id,
    assignee: agent,
    closedAt: new Date(at).toISOString(),
  };
  if (await turn(teller.stage, story, { at, by: agent, action: 'cancel', set, told })) {
    story.link = { target: other.id, by: agent, at };
  }
}
