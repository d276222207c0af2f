import { canonicalJson } from '#/base/canonical.ts';
import type { RecordType } from '#/record/server/kit.ts';
import { administrative } from '#/record/server/commit/commit.ts';
import { equal } from '#/record/shared/equal.ts';
import type { ImportTarget } from '#/capabilities/mapping/server/target.ts';
import type { Candidate, Decision, Ready, Recorded } from './decide.ts';
import type { Before } from './load-before.ts';

/**
 * What a record that came in before becomes by a case that says something else: all events of it, the earlier and the
 * new ones, make the record, and those that are new are added to its history. A case without events says how the record
 * is now, and nothing about its past. What the file has no column for stays as it is.
 */
export async function compare(
  target: ImportTarget,
  type: RecordType,
  candidate: Candidate,
  { item, run, version, digest }: Recorded,
  before: Before,
): Promise<Decision> {
  const { row, kept } = before;
  const ready = candidate.again ? await candidate.again(before) : candidate.ready;
  if (!ready) throw new Error('nothing to compare');
  const { prepared } = ready;
  for (const field of Object.keys(type.definition.fields)) {
    if (!(field in prepared.row)) prepared.row[field] = row[field];
  }
  if (!candidate.hasEvents) target.carryOver(row, prepared.row);
  const changed = Object.keys(row).filter(
    (field) => isVersioned(type, field) && !same(row[field], prepared.row[field]),
  );
  const added = candidate.hasEvents ? prepared.entries.filter(({ known }) => !known) : [];
  if (changed.length === 0 && added.length === 0) return { candidate, outcome: 'unchanged', item, refresh: true };
  const together: Ready = { ...ready, digest: candidate.ready?.digest ?? ready.digest };
  return {
    candidate: { ...candidate, ready: together },
    outcome: 'updated',
    known: { item, run, version, digest, row, kept, changed, added },
  };
}

/** Whether a change of a field is one of the record. */
export function isVersioned(type: RecordType, field: string): boolean {
  return !administrative.has(field) && !type.definition.fields[field]?.unversioned;
}

/** Whether two values of a field are the same to people. */
export function same(a: unknown, b: unknown): boolean {
  return equal(a, b) || canonicalJson(a ?? {}) === canonicalJson(b ?? {}) || (a === false && b == null);
}
