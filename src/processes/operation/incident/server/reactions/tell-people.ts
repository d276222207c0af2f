import { noteEvents } from '#/capabilities/notes/shared/events.ts';
import { tell } from '#/capabilities/notifications/server/tell.ts';
import { taskEvents } from '#/capabilities/tasks/shared/events.ts';
import { incidentEvents } from '#/processes/operation/incident/shared/events.ts';
import type { ReactionHandler } from '#/record/server/after/react.ts';
import { circleOf, membersOf } from './circle.ts';
import { lastTold, saidIn, solutionIn } from './said.ts';
import { tellingsOf } from './tellings.ts';

const actions = ['wait', 'resume', 'take', 'start'].map((action) => `incident.${action}`);
// An answer and its message are announced together.
const announcements = incidentEvents.names.filter((name) => name !== 'incident.answered');

/** Tells the people around a case what happened to it: one turn an event, so that nobody hears of it twice. */
export const tellPeople: ReactionHandler = {
  name: 'incident.tell-people',
  on: [...announcements, ...actions, 'note.added', 'watcher.added', 'task.given'],
  async handle(ctx, event) {
    // What was brought in with its history, or made up, is no news.
    const { origin, announced, facts, state } = event.payload;
    if (event.kind !== 'incident' || origin === 'import' || origin === 'demo') return;
    const [note] = noteEvents.heard(announced, 'note.added');
    const said = note?.note ? await saidIn(ctx, event.item, note.note) : null;
    if (note && !said && announced.length === 1) return;
    // A held reply is released by the system; it is still its author's doing.
    const by = event.action === 'release-note' ? (said?.author ?? null) : event.actor;
    const circle = await circleOf(ctx, event.item, facts);
    // Nobody hears of what invented cases do by themselves; what somebody does to one in trying things out is shown.
    if (!circle || (circle.demo && by === null)) return;
    const [reminded] = incidentEvents.heard(announced, 'incident.reminded');
    const [cancelled] = incidentEvents.heard(announced, 'incident.cancelled');
    const [task] = taskEvents.heard(announced, 'task.given');
    const tellings = tellingsOf({
      event,
      said,
      circle,
      question: reminded ? await lastTold(ctx, event.item, event.at) : null,
      solution: state[1] === 'resolved' ? await solutionIn(ctx, event.item, event.version) : null,
      solvedElsewhere: cancelled?.solved === true,
      taskGroup: await membersOf(ctx, task?.group),
    });
    await tell(
      ctx,
      { kind: 'incident', item: event.item, event: event.id, by },
      circle.demo ? tellings.map((telling) => ({ ...telling, unmailed: true })) : tellings,
    );
  },
};
