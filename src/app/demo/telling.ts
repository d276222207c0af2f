import { addWorkingTime } from '#/engines/calendar/working-time.ts';
import type { Trouble } from './case.ts';
import type { User, World } from './furnish.ts';
import type { Random } from './random.ts';
import { turn } from './story.ts';
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

/** A case on its way: where the telling is, and who has the case. */
export interface Teller {
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

export const minute = 60_000;

/** So many minutes of working time on, more or less; by the plain clock for what nobody promised. */
export function later(teller: Teller, minutes: number): number {
  const { random, story, fate } = teller;
  const span = Math.max(1, Math.round(minutes * (0.4 + random.next() * 1.2) * (fate.slow ?? 1))) * minute;
  const calendar = story.agreement?.calendar;
  const seconds = random.between(0, 59) * 1000;
  return ((calendar && addWorkingTime(calendar, teller.at, span)) ?? teller.at + span) + seconds;
}

/** One turn, so many minutes of working time on. Answers false where that would be after now. */
export function pass(teller: Teller, minutes: number, one: Omit<Turn, 'at'>): Promise<boolean> {
  return passAt(teller, later(teller, minutes), one);
}

/** One turn at an instant. */
export async function passAt(teller: Teller, at: number, one: Omit<Turn, 'at'>): Promise<boolean> {
  const happened = await turn(teller.stage, teller.story, { at, ...one });
  // After now nothing happens any more, however often it is asked.
  teller.at = happened ? at : teller.stage.until + minute;
  return happened;
}
