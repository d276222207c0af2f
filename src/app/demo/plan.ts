import type { Trouble } from './case.ts';
import type { User, World } from './furnish.ts';
import type { Random } from './random.ts';
import type { Fate } from './telling.ts';

const day = 86_400_000;
const minute = 60_000;

/** Cases an hour of a weekday, from 0 to 23 o'clock UTC: a peak after the start of work, another after lunch. */
const hours = [0, 0, 0, 0, 1, 4, 9, 14, 12, 9, 6, 8, 9, 7, 4, 2, 1, 1, 0, 0, 0, 0, 0, 0];
/** Sunday to Saturday; Monday is the day on which everything that broke at the weekend is found. */
const weekdays = [1, 14, 11, 10, 10, 8, 1];

/** What befalls one case, but for its number. */
export type Destiny = Omit<Fate, 'number' | 'duplicateOf'> & { duplicate?: boolean };

/** A year of cases up to now, oldest first: most of them over, and some that rest in every state. */
export function plan(random: Random, world: World, troubles: readonly Trouble[], now: number, count = 1440): Destiny[] {
  const past = Array.from({ length: count }, (): Destiny => {
    const opened = moment(random, now - 365 * day, now - 1.5 * day);
    const trouble = random.pick(troubles);
    return {
      opened,
      trouble,
      user: userFor(random, world, trouble),
      pingPong: random.chance(2),
      reopened: random.chance(4),
      duplicate: random.chance(3),
      slow: slowness(random),
    };
  });
  return [...past, ...resting(random, world, troubles, now)].toSorted((a, b) => a.opened - b.opened);
}

/** Most take their time; some are stuck for days, so that promises are broken. */
function slowness(random: Random): number {
  if (random.chance(6)) return random.between(20, 60);
  if (random.chance(20)) return random.between(3, 8);
  return 1;
}

function userFor(random: Random, world: World, trouble: Trouble): User {
  const same = world.users.filter(({ language }) => language === trouble.language);
  return random.pick(same);
}

function moment(random: Random, from: number, to: number): number {
  for (;;) {
    const at = from + random.next() * (to - from);
    const date = new Date(at);
    const weight = (hours[date.getUTCHours()] ?? 0) * (weekdays[date.getUTCDay()] ?? 0);
    // 14 × 14 is the heaviest hour of the week.
    if (random.next() * 196 < weight) return Math.floor(at);
  }
}

const rests: readonly [Fate['rests'], string | undefined, number][] = [
  ['new', undefined, 8],
  ['assigned', undefined, 7],
  ['in-progress', undefined, 14],
  ['pending', 'user', 6],
  ['pending', 'supplier', 4],
  ['pending', 'change', 3],
  ['pending', 'problem', 3],
  ['pending', 'until-date', 5],
  ['resolved', undefined, 10],
];

/** Cases of the last days that are still open. Their first steps are quick, so that each gets to where it rests. */
function resting(random: Random, world: World, troubles: readonly Trouble[], now: number): Destiny[] {
  const plain = troubles.filter(({ ask, wait, escalate }) => !ask && !wait && !escalate);
  return rests.flatMap(([state, waits, count]) =>
    Array.from({ length: count }, (_, nth): Destiny => {
      const trouble = random.pick(plain);
      // The newest of the new are from this hour; what waits has waited for a while, but for the user not too long:
      // two business days on they are reminded.
      const age = state === 'new' ? 0 : waits === 'user' ? 0 : random.between(1, state === 'resolved' ? 3 : 7);
      const from = now - (age + 1.5) * day;
      const opened = state === 'new' ? now - (15 + nth * 29) * minute : moment(random, from - day, from + day);
      return {
        opened,
        trouble,
        user: userFor(random, world, trouble),
        ...(state ? { rests: state } : {}),
        ...(waits ? { waits } : {}),
      };
    }),
  );
}
