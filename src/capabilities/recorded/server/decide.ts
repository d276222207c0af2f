import { canonicalJson } from '#/base/canonical.ts';
import { quote } from '#/platform/database/build.ts';
import type { Runner } from '#/platform/database/pools.ts';
import type { RecordType } from '#/record/server/kit.ts';
import { administrative } from '#/record/server/commit/commit.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import { equal } from '#/record/shared/equal.ts';
import type { CaseProblem } from '#/capabilities/mapping/shared/case.ts';
import type { Made } from '#/capabilities/mapping/server/lookups.ts';
import type { Prepared, RecordedEntry } from '#/capabilities/mapping/server/target.ts';

/** A case that went through the mapping, or could not. */
export interface Candidate {
  line: number;
  /** The case's number, or where it has none the key of its row. */
  key: string | null;
  ready: { prepared: Prepared; uses: ReadonlySet<Made>; digest: Buffer } | null;
  problem: CaseProblem | null;
}

/** What a record was before an update. */
export interface Known {
  item: string;
  version: number;
  digest: Buffer;
  row: Row;
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
  | { candidate: Candidate; outcome: 'refused'; item: string | null; problem: CaseProblem };

interface Recorded {
  key: string;
  item: string;
  digest: Buffer;
  version: number;
}

/**
 * Decides what becomes of each case: the same for a dry run and for a run, which differ in writing alone. What a run is
 * about to write over it locks first, so that nobody changes it in between.
 */
export async function decide(
  tx: Runner,
  type: RecordType,
  run: { id: string; dry: boolean },
  candidates: readonly Candidate[],
): Promise<Decision[]> {
  const keys = candidates.flatMap(({ key, ready }) => (key === null || !ready ? [] : [key]));
  const [recorded, taken, earlier] = await Promise.all([
    tx.query<Recorded>({
      sql: 'select key, item, digest, version from import_record where kind = $1 and key = any($2)',
      parameters: [type.definition.name, keys],
    }),
    tx.query<{ number: string }>({
      sql: `select number from ${quote(type.table)} where number = any($1)`,
      parameters: [keys],
    }),
    tx.query<{ key: string; line: number }>({
      sql: "select key, line from import_result where run = $1 and key = any($2) and outcome <> 'refused'",
      parameters: [run.id, keys],
    }),
  ]);
  const known = new Map(recorded.map((row) => [row.key, row]));
  const numbers = new Set(taken.map(({ number }) => number));
  const seen = new Map(earlier.map(({ key, line }) => [key, line]));
  const changing = candidates.flatMap(({ key, ready }) => {
    const before = key === null || !ready ? undefined : known.get(key);
    return before && ready && !before.digest.equals(ready.digest) ? [before.item] : [];
  });
  const before = await loadBefore(tx, type, changing, !run.dry);
  return candidates.map((candidate) => {
    const { key, ready, line } = candidate;
    const refused = (code: string, params: CaseProblem['params'] = {}, item: string | null = null): Decision => ({
      candidate,
      outcome: 'refused',
      item,
      problem: { line, code, params },
    });
    if (!ready || key === null)
      return {
        candidate,
        outcome: 'refused',
        item: null,
        problem: candidate.problem ?? { line, code: 'unknown', params: {} },
      };
    const first = seen.get(key);
    if (first !== undefined) return refused('number-again', { line: first });
    seen.set(key, line);
    const record = known.get(key);
    if (!record) return numbers.has(key) ? refused('number-taken') : { candidate, outcome: 'created' };
    if (record.digest.equals(ready.digest))
      return { candidate, outcome: 'unchanged', item: record.item, refresh: false };
    const now = before.get(record.item);
    // Also one that is gone by now: another run was taken back meanwhile.
    if (now?.row['version'] !== record.version) return refused('changed-since', {}, now ? record.item : null);
    return compare(type, candidate, ready.prepared, record, now);
  });
}

interface Before {
  row: Row;
  entries: ReadonlySet<string>;
}

function compare(
  type: RecordType,
  candidate: Candidate,
  prepared: Prepared,
  record: Recorded,
  { row, entries }: Before,
): Decision {
  const { item, version, digest } = record;
  const changed = Object.keys(row).filter(
    (field) =>
      !administrative.has(field) &&
      !type.definition.fields[field]?.unversioned &&
      !same(row[field], prepared.row[field]),
  );
  const added = prepared.entries.filter((entry) => !entries.has(identityOf(entry.at, entry.payload)));
  if (changed.length === 0 && added.length === 0) return { candidate, outcome: 'unchanged', item, refresh: true };
  return { candidate, outcome: 'updated', known: { item, version, digest, row, changed, added } };
}

function same(a: unknown, b: unknown): boolean {
  return equal(a, b) || canonicalJson(a ?? {}) === canonicalJson(b ?? {}) || (a === false && b == null);
}

/** What makes an event of the source the same event: when, what it was called there, and by whom. */
function identityOf(at: string, payload: Row): string {
  return `${at} ${String(payload['recorded'] ?? '')} ${String(payload['author'] ?? '')}`;
}

async function loadBefore(
  tx: Runner,
  type: RecordType,
  items: readonly string[],
  lock: boolean,
): Promise<Map<string, Before>> {
  if (items.length === 0) return new Map();
  const columns = type.columns.map(({ field, column }) => `${quote(column)} as ${quote(field)}`);
  const [rows, entries] = await Promise.all([
    tx.query<Row>({
      sql: `select ${columns.join(', ')} from ${quote(type.table)} where id = any($1::uuid[])
        ${lock ? 'order by id for no key update' : ''}`,
      parameters: [items],
    }),
    tx.query<{ item: string; at: string; payload: Row | null }>({
      sql: `select item, at, payload from history where item = any($1::uuid[]) and origin = 'import'`,
      parameters: [items],
    }),
  ]);
  const byItem = Map.groupBy(entries, ({ item }) => item);
  return new Map(
    rows.map((row) => {
      const own = byItem.get(row['id'] as string) ?? [];
      return [
        row['id'] as string,
        { row, entries: new Set(own.map(({ at, payload }) => identityOf(at, payload ?? {}))) },
      ];
    }),
  );
}
