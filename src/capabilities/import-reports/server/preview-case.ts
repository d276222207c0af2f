import { fold } from '#/base/fold.ts';
import { numberKey } from '#/base/number.ts';
import { keepingOf } from '#/capabilities/attachments/server/keeping.ts';
import type { ImportTarget } from '#/capabilities/mapping/server/target.ts';
import { openCandidates } from '#/capabilities/recorded/server/candidate.ts';
import { decide } from '#/capabilities/recorded/server/decide.ts';
import { readCases } from '#/capabilities/sources/server/read-cases.ts';
import { newId } from '#/platform/ids.ts';
import { openBreath } from '#/platform/process/breathe.ts';
import { openSource } from '#/platform/tabular/open-source.ts';
import type { Context } from '#/record/server/context.ts';
import { systemActor } from '#/record/server/context.ts';
import { withinReach } from '#/capabilities/imports/server/commit-batch.ts';
import { reachOf } from '#/capabilities/imports/server/reach.ts';
import type { Run } from '#/capabilities/imports/server/run-row.ts';
import { previewOf } from './preview-of.ts';
import type { KeptPreview } from './preview-of.ts';

/**
 * One case of a run's file as it would become, found by its number; null where the file has none of that number, or it
 * would be refused. Read, filled, walked and decided by what the run itself uses; nothing is written. The file is read
 * as far as that takes.
 */
export async function previewCase(
  asked: Context,
  target: ImportTarget,
  run: Run,
  path: string,
  number: string,
): Promise<KeptPreview | null> {
  const ctx: Context = { ...asked, actor: systemActor('import'), request: { id: run.id, origin: 'import' } };
  const type = ctx.kit.types.get(target.kind);
  if (!type) throw new Error(`no records of kind ${target.kind}`);
  const source = await openSource(path);
  // Whether several rows share the number the dry run has found out: such a case is refused, and not looked for.
  const candidates = await openCandidates(ctx, target, run, source.kind, { timesOf: () => 1 });
  const wanted = numberKey(number);
  const only = (key: string) => key === fold(number);
  const breathe = openBreath();
  for await (const item of readCases(source, run.mapping, { scratch: keepingOf(ctx.db).store.scratch, only })) {
    await breathe();
    if (item.problem || numberKey(candidates.numberOf(item) ?? '') !== wanted) continue;
    const candidate = await candidates.of(item, null);
    const reach = await reachOf(ctx, type, run.by);
    const { ready } = candidate;
    if (!ready || !(await reach(ready.prepared.row))) return null;
    const decision = await ctx.db.transaction({ kind: 'staff' }, async (tx) => {
      const [decided] = await decide(tx, target, type, { id: newId(ctx.now), dry: true }, [candidate]);
      return decided ? withinReach(reach, decided) : null;
    });
    return decision ? previewOf(target, type, decision, candidates.madeName) : null;
  }
  return null;
}
