import type { Signature } from '#/capabilities/notes/shared/signature.ts';

/** Somebody who hears of a record, and why. */
export interface Watcher extends Signature {
  reason: 'watcher' | 'participant';
  since: string;
}
