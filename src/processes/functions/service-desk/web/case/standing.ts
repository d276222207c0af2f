import type { Formats } from '#/platform/web/format.ts';
import type { Translate } from '#/platform/web/texts.ts';
import type { CaseStatus, Situation } from '#/processes/operation/incident/shared/portal.ts';

/** What the portal shows as one line of steps; a wait is a stage of its own only while it lasts. */
export type Stage = 'received' | 'being-worked-on' | 'waiting' | 'is-it-fixed' | 'closed' | 'ended';

/** Situations of a case that was cancelled: the way to a solution was broken off, whatever of it was gone. */
const brokenOff: ReadonlySet<Situation> = new Set(['cancelled', 'duplicate', 'duplicate-solved']);

/** Whether nothing more happens to a case. */
export const isOver = (state: Situation): boolean => state === 'closed' || brokenOff.has(state);

/** The stages of a case, and where it is on them. One that was cancelled shows none that may never have been. */
export function stagesOf(state: Situation): { stages: readonly Stage[]; at: number } {
  if (brokenOff.has(state)) return { stages: ['received', 'ended'], at: 1 };
  const waits = state === 'waiting-for-you' || state === 'waiting-for-others';
  const stages: Stage[] = [
    'received',
    'being-worked-on',
    ...(waits ? (['waiting'] as const) : []),
    'is-it-fixed',
    'closed',
  ];
  const stage = waits ? 'waiting' : state;
  return { stages, at: stages.indexOf(stage as Stage) };
}

/** What happens next, and by when, as a sentence. */
export function happensNext({ situation, who, expectedBy }: CaseStatus, t: Translate, formats: Formats): string {
  const next = t(`portal.next.${situation}`, { who: who?.name ?? '', known: who?.kind ?? 'nobody' });
  const goesOn = situation === 'received' || situation === 'being-worked-on' || situation === 'waiting-for-others';
  if (!goesOn || expectedBy === null) return next;
  const late = Date.parse(expectedBy) < Date.now();
  return `${next} ${late ? t('portal.next.late') : t('portal.next.by', { when: formats.when(expectedBy) })}`;
}
