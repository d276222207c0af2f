import { verdictOf } from '#/capabilities/clocks/server/stored.ts';
import type { ImportTarget } from '#/capabilities/mapping/server/target.ts';
import type { Decision } from '#/capabilities/recorded/server/decide.ts';
import { isRowKey } from '#/capabilities/recorded/server/row-key.ts';
import { isId } from '#/platform/ids.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import type { RecordType } from '#/record/server/kit.ts';
import type { Outcome, PreviewClock, PreviewEntry } from '#/capabilities/imports/shared/answers.ts';

/** A case as it would become, with ids where names are looked up for whoever looks. */
export interface KeptPreview {
  line: number;
  number: string | null;
  outcome: Outcome;
  /** The record that it updates. */
  item: string | null;
  values: Row;
  /** Names of records that are not there yet, by their ids. */
  made: Record<string, string>;
  entries: PreviewEntry[];
  /** How many entries its history would have by the file. */
  entriesAll: number;
  clocks: PreviewClock[];
  dropped: Record<string, string>;
}

const longestText = 600;
const mostEntries = 8;

/**
 * What a person is shown of a decided case: its values, the first entries of its history and how its clocks stand.
 * Null of one that is refused. `madeName` says how records are called that the run would make.
 */
export function previewOf(
  target: ImportTarget,
  type: RecordType,
  decision: Decision,
  madeName: (id: string) => string | null,
): KeptPreview | null {
  const { candidate, outcome } = decision;
  if (!candidate.ready || outcome === 'refused') return null;
  const { prepared } = candidate.ready;
  const fields = ['state', 'pendingReason', ...target.fields];
  const values = Object.fromEntries(
    fields.flatMap((field): [string, unknown][] => {
      const value = prepared.row[field];
      return value == null || (Array.isArray(value) && value.length === 0) ? [] : [[field, short(value)]];
    }),
  );
  const entries = prepared.entries.slice(0, mostEntries).map(entryOf);
  const ids = new Set<string>();
  for (const field of fields) if (type.definition.fields[field]?.to) gather(values[field], ids);
  for (const { changes } of entries) for (const { from, to } of changes) [from, to].forEach((one) => gather(one, ids));
  const names = [...ids].flatMap((id): [string, string][] => {
    const name = madeName(id);
    return name === null ? [] : [[id, name]];
  });
  return {
    line: candidate.line,
    number: outcome === 'updated' ? String(decision.known.row['number']) : numberOf(candidate.key),
    outcome,
    item: outcome === 'updated' ? decision.known.item : outcome === 'unchanged' ? decision.item : null,
    values,
    made: Object.fromEntries(names),
    entries,
    entriesAll: prepared.entries.length,
    clocks: prepared.clocks.map(({ clock }) => ({
      kind: clock.kind,
      state: clock.fold.state,
      due: iso(clock.fold.due),
      stoppedAt: iso(clock.fold.stoppedAt),
      met: verdictOf(clock),
    })),
    dropped: { ...prepared.dropped, ...Object.fromEntries(candidate.ready.uses.dropped) },
  };
}

const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());

/** The key of a row without a number is no number. */
const numberOf = (key: string | null) => (key === null || isRowKey(key) ? null : key);

function short(value: unknown): unknown {
  return typeof value === 'string' && value.length > longestText
    ? `${value.slice(0, longestText)}…`.toWellFormed()
    : value;
}

function gather(value: unknown, ids: Set<string>): void {
  for (const one of Array.isArray(value) ? value : [value]) if (isId(one)) ids.add(one);
}

type Changes = Record<string, [unknown, unknown]>;

function entryOf({ at, payload }: { at: string; payload: Row }): PreviewEntry {
  const {
    changes = {},
    author = null,
    recorded = null,
  } = payload as {
    changes?: Changes;
    author?: string | null;
    recorded?: string | null;
  };
  return {
    at,
    author,
    recorded: recorded === '' ? null : recorded,
    changes: Object.entries(changes).map(([field, [from, to]]) => ({ field, from: short(from), to: short(to) })),
  };
}
