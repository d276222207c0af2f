import type { Signature } from '#/capabilities/notes/shared/signature.ts';

/**
 * Somebody who hears of a record, and why: `interested` hears of it while they may see it, `watcher` and `participant` take
 * part in it.
 */
export interface Watcher extends Signature {
  reason: 'interested' | 'watcher' | 'participant';
  since: string;
}
