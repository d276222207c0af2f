import { numberKey } from '#/base/number.ts';
import type { Runner } from '#/platform/database/pools.ts';
import type { RecordType } from '#/record/server/kit.ts';
import { quote } from '#/platform/database/build.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import type { CaseProblem } from '#/capabilities/mapping/shared/case.ts';
import type { Uses } from '#/capabilities/mapping/server/fill-field.ts';
import type { ImportTarget, Prepared, RecordedEntry } from '#/capabilities/mapping/server/target.ts';
import { compare } from './compare.ts';
import type { KeptEvents } from './kept-events.ts';
import { loadBefore } from './load-before.ts';
import type { Before } from './load-before.ts';
import { problemsOf } from './problems-of.ts';

/** What a case will be written as. */
export interface Ready {
  prepared: Prepared;
  uses: Uses;
  /** Of what the file alone says: equal when nothing of the source, the mapping or the names it uses has changed. */
  digest: Buffer;
  /** Its events as they are to be kept; null of a case without events. */
  kept: KeptEvents | null;
}

/** A case that went through the mapping, or could not. */
export interface Candidate {
  line: number;
  /** The case's number, or where it has none the key of its row. */
  key: string | null;
  ready: Ready | null;
  /** Whether the source has events of it, and not only how it is now. */
  hasEvents: boolean;
  /** Prepares a case once more, together with what the record has already. Throws case faults. */
  again: ((before: Before) => Promise<Ready>) | null;
  /** What is wrong with it; nothing where it is ready. */
  problems: readonly CaseProblem[];
}

/** What a record was before an update. */
export interface Known {
  item: string;
  /** The run that left it so. */
  run: string;
  version: number;
  digest: Buffer;
  row: Row;
  kept: KeptEvents | null;
  /** Fields that will differ. */
  changed: string[];
  /** Entries of the source that history does not have yet. */
  added: RecordedEntry[];
}

/** What becomes of a case. */
export type Decision =
  | { candidate: Candidate; outcome: 'created' }
  | { candidate: Candidate; outcome: 'updated'; known: Known }
  | { candidate: Candidate; outcome: 'unchanged'; item: string; refresh: boolean }
  | { candidate: Candidate; outcome: 'refused'; item: string | null; problems: readonly CaseProblem[] };

/** Which record came from which case, as it stands. */
export interface Recorded {
  key: string;
  item: string;
  run: string;
  digest: Buffer;
  version: number;
}

/**
 * Decides what becomes of each case: the same for a dry run and for a run, which differ in writing alone. What a run is
 * about to write over it locks first, so that nobody changes it in between.
 */
export async function decide(
  tx: Runner,
  target: ImportTarget,
  type: RecordType,
  run: { id: string; dry: boolean },
  candidates: readonly Candidate[],
): Promise<Decision[]> {
  const keys = candidates.flatMap(({ key, ready }) => (key === null || !ready ? [] : [key]));
  const [recorded, taken, earlier] = await Promise.all([
    tx.query<Recorded>({
      sql: 'select key, item, run, digest, version from import_record where kind = $1 and key = any($2)',
      parameters: [type.definition.name, keys],
    }),
    tx.query<{ number: string }>({
      sql: `select number from ${quote(type.table)} where mainstay_number(number) = any($1)`,
      parameters: [keys.map(numberKey)],
    }),
    tx.query<{ key: string; line: number }>({
      sql: "select key, line from import_result where run = $1 and key = any($2) and outcome <> 'refused'",
      parameters: [run.id, keys.flatMap((key) => [...new Set([key, numberKey(key), key.toLowerCase()])])],
    }),
  ]);
  const known = new Map(recorded.map((row) => [row.key, row]));
  const numbers = new Set([...taken.map(({ number }) => number), ...earlier.map(({ key }) => key)].map(numberKey));
  const seen = new Map(earlier.map(({ key, line }) => [key, line]));
  const changing = candidates.flatMap(({ key, ready }) => {
    const before = key === null || !ready ? undefined : known.get(key);
    return before && ready && !before.digest.equals(ready.digest) ? [before.item] : [];
  });
  const before = await loadBefore(tx, type, changing, !run.dry);
  const decisions: Decision[] = [];
  for (const candidate of candidates) decisions.push(await decideOne(candidate));
  return decisions;

  async function decideOne(candidate: Candidate): Promise<Decision> {
    const { key, ready, line, problems } = candidate;
    const refused = (code: string, params: CaseProblem['params'] = {}, item: string | null = null): Decision => ({
      candidate,
      outcome: 'refused',
      item,
      problems: [{ line, code, params }],
    });
    if (!ready || key === null) {
      if (problems.length === 0) return refused('unknown');
      return { candidate, outcome: 'refused', item: null, problems };
    }
    const first = seen.get(key);
    if (first !== undefined) return refused('number-again', { line: first });
    seen.set(key, line);
    const record = known.get(key);
    // One number, whatever case it is written in: also that of another row, in other letters.
    const gone = numbers.has(numberKey(key));
    numbers.add(numberKey(key));
    if (!record) return gone ? refused('number-taken') : { candidate, outcome: 'created' };
    if (record.digest.equals(ready.digest))
      return { candidate, outcome: 'unchanged', item: record.item, refresh: false };
    const now = before.get(record.item);
    // Also one that is gone by now: another run was taken back meanwhile.
    if (now?.row['version'] !== record.version) return refused('changed-since', {}, now ? record.item : null);
    try {
      return await compare(target, type, candidate, record, now);
    } catch (error) {
      return { candidate, outcome: 'refused', item: record.item, problems: problemsOf(error, line) };
    }
  }
}
