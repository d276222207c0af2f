import { createHash } from 'node:crypto';
import type { SourceKind } from '#/platform/tabular/open-source.ts';
import type { Context } from '#/record/server/context.ts';
import type { SourceCase } from '#/capabilities/mapping/shared/case.ts';
import { CaseFault } from '#/capabilities/mapping/shared/fault.ts';
import type { Mapping } from '#/capabilities/mapping/shared/mapping.ts';
import { carryStates } from '#/capabilities/mapping/server/carry-states.ts';
import { openFiller } from '#/capabilities/mapping/server/fill-case.ts';
import { shapeOf } from '#/capabilities/sources/server/read-cases.ts';
import type { SourceItem } from '#/capabilities/sources/server/read-cases.ts';
import type { ImportTarget, Prepared } from '#/capabilities/mapping/server/target.ts';
import type { Candidate, Ready } from './decide.ts';
import { joinEvents, keepEvents } from './kept-events.ts';
import type { Before } from './load-before.ts';
import { keepUnsaid } from './keep-unsaid.ts';
import { problemsOf } from './problems-of.ts';
import { joinRecorded, recordedEvents } from './recorded-events.ts';
import { openRowKeys } from './row-key.ts';
import type { SharedNumbers } from './shared-numbers.ts';
import { usedColumns } from './used-columns.ts';

/** What of a run makes candidates. */
export interface Terms {
  mapping: Mapping;
  /** ISO 8601. */
  switchOver: string;
}

/** Makes candidates of the cases of a source. */
export interface Candidates {
  /** The key of a row that has no number. To be asked for every item, in the order of the source. */
  keyOf(item: SourceItem): string | null;
  /** A case through the mapping and its process; what is wrong with it stops nothing but itself. */
  of(item: SourceItem, rowKey: string | null): Promise<Candidate>;
  /** The number of a case, or null where it has none that can be read. */
  numberOf(item: SourceCase): string | null;
  /** How a record is called that is not there yet and would be made; null of any other id. */
  madeName(id: string): string | null;
}

/** Makes a mapping ready to make candidates of a source's cases. */
export async function openCandidates(
  ctx: Context,
  target: ImportTarget,
  { mapping, switchOver }: Terms,
  kind: SourceKind,
  shared: SharedNumbers,
): Promise<Candidates> {
  const shape = shapeOf(kind, mapping);
  const filler = await openFiller(ctx, target, mapping, shape);
  const prepare = await target.begin(ctx, { mapping, switchOver: Date.parse(switchOver) });
  const used = usedColumns(mapping, shape);
  const rowKey = openRowKeys();
  const hasEvents = mapping.history !== undefined && shape !== 'cases';
  const [firstState = ''] = Object.keys(ctx.kit.types.get(target.kind)?.definition.states ?? {});

  const readyOf = async (source: SourceCase, number: string | null, before: Before | null): Promise<Ready> => {
    const { filled, uses } = filler.fill(source, number);
    // Of a record whose events were not kept, those in its history stand for them.
    const byHistory = hasEvents && before !== null && before.kept === null;
    if (byHistory) {
      const events = recordedEvents(before.entries, target.eventFields, filler.statusOf, source.line);
      joinRecorded(filled, events, before.row, uses.silent);
    }
    if (before) keepUnsaid(target, mapping, filled, before.row);
    if (before && !hasEvents) target.sinceBefore(before.row, filled, ctx.now);
    filled.events = carryStates(filled.events, firstState);
    const prepared = await prepare(filled);
    return {
      prepared,
      uses,
      digest: digestOf(prepared),
      kept: hasEvents && !byHistory ? keepEvents(filler.inOrder(source), used) : null,
    };
  };

  return {
    numberOf(item) {
      try {
        return filler.numberOf(item);
      } catch (error) {
        problemsOf(error, item.line);
        return null;
      }
    },
    madeName: filler.madeName,
    keyOf: (item) => (mapping.number || item.problem ? null : rowKey(item)),
    async of(item, key) {
      const candidate: Candidate = { line: item.line, key, ready: null, again: null, hasEvents, problems: [] };
      if (item.problem) return { ...candidate, problems: [item.problem] };
      try {
        const number = filler.numberOf(item);
        if (number !== null) candidate.key = number;
        const times = number === null ? 0 : shared.timesOf(number);
        if (times > 1) throw new CaseFault('number-shared', { count: times });
        const again = (before: Before) =>
          readyOf(
            hasEvents && before.kept ? joinEvents(item, before.kept, used, filler.inOrder) : item,
            number,
            before,
          );
        return { ...candidate, ready: await readyOf(item, number, null), again, hasEvents };
      } catch (error) {
        return { ...candidate, problems: problemsOf(error, item.line) };
      }
    },
  };
}

/** Digest of what a case becomes: equal when nothing of the source, the mapping or the names it uses has changed. */
function digestOf({ row, wall, entries }: Prepared): Buffer {
  return createHash('sha256')
    .update(JSON.stringify([row, wall, entries]))
    .digest();
}
