/**
 * Whether a case came back to a group that had given it away: A → B → A anywhere in its hops.
 * `hops` are the groups in order; empty ones and repeats of the same group do not count as hops.
 */
export function isPingPong(hops: readonly (string | null)[]): boolean {
  const seen = new Set<string>();
  let last: string | null = null;
  for (const group of hops) {
    if (group === null || group === last) continue;
    if (seen.has(group)) return true;
    seen.add(group);
    last = group;
  }
  return false;
}

/** The member to give a case to: the fewest open cases, then the earliest in the list; null when nobody is there. */
export function leastLoaded(members: readonly { id: string; open: number; away: boolean }[]): string | null {
  let best: { id: string; open: number } | null = null;
  for (const member of members) {
    if (member.away) continue;
    if (best === null || member.open < best.open) best = member;
  }
  return best?.id ?? null;
}
