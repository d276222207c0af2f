import { addBusinessDays } from '#/engines/calendar/business-days.ts';
import { addWorkingTime } from '#/engines/calendar/working-time.ts';
import { isPingPong } from '#/processes/operation/incident/engine/ping-pong.ts';
import { lookUpPriority } from '#/processes/operation/incident/engine/priority.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import type { Trouble } from './case.ts';
import type { User, World } from './furnish.ts';
import { phrases } from './phrases.ts';
import type { Random } from './random.ts';
import { newStory, turn } from './story.ts';
import type { Stage, Story, Turn } from './story.ts';

/** How far a case gets, and what befalls it on the way. */
export interface Fate {
  opened: number;
  number: string;
  user: User;
  trouble: Trouble;
  /** Where it stands still: it stays open. */
  rests?: 'new' | 'assigned' | 'in-progress' | 'pending' | 'resolved';
  /** Code of the reason that it waits for, where it rests pending. */
  waits?: string;
  duplicateOf?: Story;
  pingPong?: boolean;
  reopened?: boolean;
  /** How many times longer than usual everything takes. */
  slow?: number;
}

interface Teller {
  stage: Stage;
  world: World;
  random: Random;
  fate: Fate;
  item: { id: string; name: string } | null;
  story: Story;
  at: number;
  agent: string;
  hops: (string | null)[];
}

const minute = 60_000;

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
  if (fate.rests !== 'resolved') await end(teller);
  return story;
}

/** So many minutes of working time on, more or less; by the plain clock for what nobody promised. */
function later(teller: Teller, minutes: number): number {
  const { random, story, fate } = teller;
  const span = Math.max(1, Math.round(minutes * (0.4 + random.next() * 1.2) * (fate.slow ?? 1))) * minute;
  const calendar = story.agreement?.calendar;
  const seconds = random.between(0, 59) * 1000;
  return ((calendar && addWorkingTime(calendar, teller.at, span)) ?? teller.at + span) + seconds;
}

async function pass(teller: Teller, minutes: number, one: Omit<Turn, 'at'>): Promise<boolean> {
  const at = later(teller, minutes);
  const happened = await turn(teller.stage, teller.story, { at, ...one });
  // After now nothing happens any more, however often it is asked.
  teller.at = happened ? at : Number.POSITIVE_INFINITY;
  if (!happened) teller.at = teller.stage.until + minute;
  return happened;
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
  if (ask) {
    await wait(teller, 'user', ask[0]);
    const set: Row = { state: 'in-progress', ...noWait };
    const note = { audience: 'everyone' as const, body: ask[1], channel: 'portal' as const };
    await pass(teller, 90, { action: 'reply', by: fate.user.id, set, note });
  }
  if (escalate || fate.pingPong) await handOver(teller, escalate ?? phrases(fate.trouble.language).escalate);
  if (fate.pingPong) {
    await toGroup(teller, teller.world.desk, phrases(fate.trouble.language).back);
    await handOver(teller, phrases(fate.trouble.language).again);
  }
  if (waits) {
    await wait(teller, waits[0], waits[1]);
    await pass(teller, 700, { action: 'resume', by: teller.agent, set: { state: 'in-progress', ...noWait } });
  }
}

const noWait: Row = { pendingReason: null, pendingUntil: null, pendingAsked: false };

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

async function wait(teller: Teller, code: string, why?: string): Promise<void> {
  const { world, story, fate, random, stage, agent } = teller;
  const words = phrases(fate.trouble.language);
  const dated = code === 'until-date';
  const set: Row = {
    state: 'pending',
    pendingReason: world.reasons.get(code) ?? null,
    pendingAsked: dated && random.chance(60),
  };
  const until =
    (dated && story.agreement && addBusinessDays(story.agreement.calendar, teller.at, random.between(3, 6))) || null;
  if (until !== null) set['pendingUntil'] = new Date(until).toISOString();
  const body =
    why ?? (code === 'user' ? (fate.trouble.ask?.[0] ?? words.ask) : words.waits[code as keyof typeof words.waits]);
  const happened = await pass(teller, 15, {
    action: 'wait',
    by: agent,
    set,
    answer: true,
    note: { audience: 'everyone', body: body ?? words.ask, channel: 'workspace' },
  });
  if (!happened || !story.agreement) return;
  if (until !== null && until > stage.until) story.timers.push({ kind: 'incident.wake', due: until, payload: {} });
  if (code === 'user') remindOf(teller, 2);
}

/** Reminders that are still to come; a question of the past that was answered needs none. */
function remindOf({ story, stage, at }: Teller, days: number): void {
  const due = story.agreement && addBusinessDays(story.agreement.calendar, at, days);
  if (due && due > stage.until) story.timers.push({ kind: 'incident.remind', due, payload: { nth: 1 } });
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
  const closes = addBusinessDays(story.agreement.calendar, teller.at, 5);
  const confirmed = random.chance(45);
  const at = confirmed ? later(teller, 240) : (closes ?? teller.at + 7 * 86_400_000);
  const set: Row = { state: 'closed', closedAt: new Date(at).toISOString() };
  const by = confirmed ? fate.user.id : null;
  const happened = await turn(stage, story, { at, by, action: confirmed ? 'confirm' : 'close', set });
  if (!happened && closes && closes > stage.until)
    story.timers.push({ kind: 'incident.close', due: closes, payload: {} });
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
