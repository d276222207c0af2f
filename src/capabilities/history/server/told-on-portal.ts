import type { Row } from '#/record/server/commit/commit.ts';

/** What of a change, besides its fields, people outside of the desk are told. Everything else stays with the desk. */
const toldOnPortal = new Set(['reason', 'attachment']);

/**
 * What was recorded of a change besides its fields, for a face: on the portal only what it is told there, so that no
 * word, name or column of an earlier tool shows. The one rule for every door that shows history.
 */
export function factsFor(face: 'portal' | 'workspace', facts: Row): Row {
  if (face === 'workspace') return facts;
  return Object.fromEntries(Object.entries(facts).filter(([name]) => toldOnPortal.has(name)));
}
