/** A seeded source of choices for generated tests: the same seed gives the same choices. */
export type Random = {
  /** An integer from `low` to `high`, both included. */
  integer(low: number, high: number): number;
  /** True so many times in a hundred. */
  chance(percent: number): boolean;
  pick<Value>(values: readonly Value[]): Value;
};

/** Choices from a seed (mulberry32, a public-domain generator of 32 bits). */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
  const integer = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  return {
    integer,
    chance: (percent) => next() * 100 < percent,
    pick: (values) => {
      const value = values[integer(0, values.length - 1)];
      if (value === undefined) throw new RangeError('Nothing to pick from.');
      return value;
    },
  };
}
