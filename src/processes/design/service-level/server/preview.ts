import { movedClocks } from '#/capabilities/clocks/server/moved-page.ts';
import type { ClockRules } from '#/capabilities/clocks/server/rules.ts';
import { Refusal } from '#/base/refusal.ts';
import { Parameters, quote } from '#/platform/database/build.ts';
import { checkInput } from '#/record/shared/check.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import { configurationOf } from '#/record/server/configuration.ts';
import type { Context } from '#/record/server/context.ts';
import { runRead } from '#/record/server/context.ts';
import { visible } from '#/record/server/read/predicate.ts';
import { withoutWords } from '#/record/server/read/without-words.ts';
import { inputFields } from '#/record/server/kit.ts';
import type { RecordType } from '#/record/server/kit.ts';
import { chooseAgreement, preparePolicies } from './policies.ts';

/** A policy or calendar as somebody is about to save it; `id` null for a new one. */
export interface Proposal {
  kind: 'clock-policy' | 'calendar';
  id: string | null;
  values: Row;
}

/** What saving it would do to the clocks that run. */
export interface Preview {
  /** Clocks that run or are paused now. */
  running: number;
  /** Clocks that were counted again: all of them, up to those of {@link mostRecords} records. */
  looked: number;
  moved: number;
  /** Of those, the ones whose deadline would be over. */
  overdue: number;
  /** Of those that moved, the ones of records that the actor may not read: no more is told of them. */
  hidden: number;
  /** Of the others at most a hundred, the largest moves first. */
  examples: { number: string; title: string; clock: string; from: string | null; to: string | null }[];
}

const most = 100;
/** A preview is an answer that somebody waits for: it counts the clocks of so many records, the oldest first. */
export const mostRecords = 20_000;

/** Works out, without saving anything, which running clocks a proposed policy or calendar would move. */
export async function previewClocks(ctx: Context, rules: ClockRules, proposal: Proposal): Promise<Preview> {
  const type = ctx.kit.types.get(proposal.kind);
  if (!type) throw new Error(`no record type ${proposal.kind}`);
  const { values, problems } = checkInput(
    inputFields(type, proposal.id ? 'edit' : 'create', 'workspace'),
    proposal.values,
    'partial',
    ctx.kit.shapes,
  );
  if (Object.keys(problems).length > 0) throw new Refusal('invalid', 'refusal.invalid', problems);
  const configuration = await configurationOf(ctx);
  const overlay = async (kind: Proposal['kind'], which: 'active' | 'all') => {
    const rows = await configuration.rows(kind, which);
    if (proposal.kind !== kind) return rows;
    const known = rows.some((row) => row['id'] === proposal.id);
    if (known) return rows.map((row) => (row['id'] === proposal.id ? { ...row, ...values } : row));
    const fresh: Row = { id: proposal.id ?? 'proposed', thresholds: [], targets: [], ...values };
    return [...rows, fresh].toSorted((a, b) => Number(a['order'] ?? 0) - Number(b['order'] ?? 0));
  };
  // What is only proposed is nothing to be mended.
  const quiet = { ...ctx, kit: { ...ctx.kit, warn: () => {} } };
  const among = await preparePolicies(quiet, await overlay('clock-policy', 'active'), await overlay('calendar', 'all'));
  return ctx.db.transaction({ kind: 'staff' }, async (tx) => {
    const [count] = await tx.query<{ running: number }>({
      sql: `select count(*) as running from clock where running in ('running', 'paused')`,
      parameters: [],
    });
    const preview: Preview = { running: count?.running ?? 0, looked: 0, moved: 0, overdue: 0, hidden: 0, examples: [] };
    const sizes: { by: number; example: Preview['examples'][number] }[] = [];
    let left = mostRecords;
    const seen = (clocks: number, records: number) => {
      preview.looked += clocks;
      left -= records;
      return left > 0;
    };
    const about = ctx.kit.types.get(rules.kind);
    const open = about ? await readable({ ...ctx, tx }, about) : new Set();
    // What stands in records that the actor may not read decides nothing here: it could be asked for, word by word.
    const known = (record: Row) => (about && !open.has(record['id']) ? withoutWords(about, record) : record);
    const agreement = (record: Row) => chooseAgreement(ctx, among, rules.kind, known(record));
    for await (const { row, before, after } of movedClocks({ ...ctx, tx }, tx, rules, agreement, seen)) {
      preview.moved += 1;
      if (after.fold.due !== null && after.fold.due < ctx.now) preview.overdue += 1;
      if (!open.has(row['id'])) {
        preview.hidden += 1;
        continue;
      }
      sizes.push({
        by: Math.abs((after.fold.due ?? 0) - (before?.fold.due ?? 0)),
        example: {
          number: row['number'] as string,
          title: row['title'] as string,
          clock: after.kind,
          from: iso(before?.fold.due ?? null),
          to: iso(after.fold.due),
        },
      });
      if (sizes.length > most * 2) keepLargest(sizes);
    }
    keepLargest(sizes);
    preview.examples = sizes.map(({ example }) => example);
    return preview;
  });
}

/** The records with running clocks that the actor may read: whoever sets clocks up need not read what they run on. */
async function readable(ctx: Context, type: RecordType): Promise<ReadonlySet<unknown>> {
  const parameters = new Parameters();
  const rows = await runRead<{ id: string }>(ctx, {
    sql: `select r.id from ${quote(type.table)} r where ${visible(ctx, type, 'r', parameters)}
      and exists (select 1 from clock c where c.item = r.id and c.running in ('running', 'paused'))`,
    parameters: parameters.values,
  });
  return new Set(rows.map(({ id }) => id));
}

function keepLargest(sizes: { by: number }[]): void {
  sizes.sort((a, b) => b.by - a.by);
  sizes.length = Math.min(sizes.length, most);
}

const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());
