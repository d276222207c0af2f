import type { Runner } from '#/platform/database/pools.ts';
import type { ImportTarget } from '#/capabilities/mapping/server/target.ts';
import type { Decision } from '#/capabilities/recorded/server/decide.ts';
import type { RecordType } from '#/record/server/kit.ts';
import { previewOf } from './preview-of.ts';
import type { KeptPreview } from './preview-of.ts';

/** So many cases of each state are kept to be looked at, and so many of a dry run. */
const mostOfState = 3;
export const mostPreviews = 20;

/** A case to be kept. */
export interface Chosen {
  position: number;
  shown: KeptPreview;
}

/** Chooses which cases of a dry run are kept to be looked at: the first few of each state. */
export interface Previews {
  /** Those of a batch that begins at a position. */
  choose(decisions: readonly Decision[], position: number): Chosen[];
  /** Counts those that were written: a batch that failed is chosen from once more. */
  count(chosen: readonly Chosen[]): void;
}

/** Opens the choice of one dry run, which begins at its first case. */
export function openPreviews(
  target: ImportTarget,
  type: RecordType,
  madeName: (id: string) => string | null,
): Previews {
  const kept = new Map<string, number>();
  let all = 0;
  return {
    choose(decisions, position) {
      const here = new Map(kept);
      const chosen: Chosen[] = [];
      for (const [nth, decision] of decisions.entries()) {
        if (all + chosen.length >= mostPreviews) break;
        const state = String(decision.candidate.ready?.prepared.row['state']);
        if ((here.get(state) ?? 0) >= mostOfState) continue;
        const shown = previewOf(target, type, decision, madeName);
        if (!shown) continue;
        here.set(state, (here.get(state) ?? 0) + 1);
        chosen.push({ position: position + nth, shown });
      }
      return chosen;
    },
    count(chosen) {
      all += chosen.length;
      for (const { shown } of chosen) {
        const state = String(shown.values['state']);
        kept.set(state, (kept.get(state) ?? 0) + 1);
      }
    },
  };
}

/** Writes chosen cases down with their run. */
export async function writePreviews(tx: Runner, run: string, chosen: readonly Chosen[]): Promise<void> {
  if (chosen.length === 0) return;
  await tx.query({
    sql: `insert into import_preview (run, position, shown)
      select $1, r.position, r.shown from jsonb_to_recordset($2::jsonb) as r (position int, shown jsonb)`,
    parameters: [run, JSON.stringify(chosen)],
  });
}
