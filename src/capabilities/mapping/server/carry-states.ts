import { asBefore } from '../shared/mapping.ts';
import type { FilledEvent } from './target.ts';

/** Events in order of time, those that change no state in the one before them; `first` is that of a case that begins so. */
export function carryStates(events: readonly FilledEvent[], first: string): FilledEvent[] {
  let state = first;
  let reason: string | null = null;
  return events.map((event) => {
    if (event.state.state !== asBefore)
      ({
        state: { state },
        reason,
      } = event);
    return event.state.state === asBefore
      ? { ...event, state: { ...event.state, state }, reason, leaves: true }
      : event;
  });
}
