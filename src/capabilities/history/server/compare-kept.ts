import type { Seal } from './chain.ts';
import type { Kept } from './kept-heads.ts';
import type { Tampering } from './verify.ts';

interface Expected {
  digest: string;
  /** Rows of all seals up to it; a head that a person wrote down does not say. */
  rows?: number;
}

/** Compares seals, passed in their order, with the heads that were kept elsewhere and one that was written down. */
export function comparing(kept: Kept | undefined, anchor: { batch: number; digest: string } | null | undefined) {
  const expected = new Map<number, Expected[]>();
  const add = (batch: number, head: Expected) => expected.set(batch, [...(expected.get(batch) ?? []), head]);
  for (const { batch, digest, rows, givenUp } of kept?.heads ?? [])
    if (!givenUp && batch > 0) add(batch, { digest, rows });
  if (anchor) add(anchor.batch, { digest: anchor.digest });
  let rows = 0;
  let any = false;
  return {
    pass(seal: Seal): Tampering[] {
      any = true;
      rows += seal.rows;
      const heads = expected.get(seal.batch) ?? [];
      expected.delete(seal.batch);
      const digest = seal.digest.toString('hex');
      const same = heads.every((head) => head.digest === digest && (head.rows ?? rows) === rows);
      return same ? [] : [{ problem: 'behind-anchor', batch: seal.batch }];
    },
    /** What was kept of batches that are not there any more. */
    end(last: number): Tampering[] {
      const changed = (kept?.changed ?? []).map((line): Tampering => ({
        problem: 'kept-changed',
        batch: 0,
        entry: line,
      }));
      const cut = [...expected.keys()].filter((batch) => batch > last);
      if (cut.length === 0) return changed;
      if (!any) return [...changed, { problem: 'emptied', batch: Math.max(...cut) }];
      return [...changed, { problem: 'tail-cut', batch: Math.min(...cut) }];
    },
  };
}
