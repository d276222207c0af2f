import type { Translate } from '#/platform/web/texts.ts';
import type { TimelineEntry } from '#/capabilities/history/shared/timeline.ts';

/** The steps that a customer reads about. The rest of what changes is told by where the case stands. */
const told: ReadonlySet<string> = new Set([
  'take',
  'assign',
  'wait',
  'resume',
  'resolve',
  'confirm',
  'close',
  'reopen',
  'cancel',
]);

/** What happened, as a sentence; null for what says nothing to a customer. */
export function changeText(entry: TimelineEntry, by: string, own: boolean, t: Translate): string | null {
  if (!entry.action || !told.has(entry.action)) return null;
  return t(`portal.change.${entry.action}`, { by, own: own ? 'yes' : 'no' });
}
