import type { Telling } from '#/capabilities/notifications/server/tell.ts';
import { taskEvents } from '#/capabilities/tasks/shared/events.ts';
import { watcherEvents } from '#/capabilities/watchers/shared/events.ts';
import { incidentEvents } from '#/processes/operation/incident/shared/events.ts';
import type { Happening } from '#/record/server/after/relay.ts';
import type { Circle } from './circle.ts';
import { deskOf } from './circle.ts';
import type { Said } from './said.ts';

/** One event of a case, with all that telling of it needs. */
export interface Story {
  event: Pick<Happening, 'action' | 'actor' | 'payload'>;
  said: Said | null;
  /** The question that a reminder is about. */
  question: string | null;
  /** The solution that the case had then. */
  solution: string | null;
  /** It ended as a duplicate of a case that is solved. */
  solvedElsewhere: boolean;
  /** The people of the group that a task was given to. */
  taskGroup: readonly string[];
  circle: Circle;
}

const staff = ['workspace'] as const;

/** Who is told what of an event, the most important reason first: of several that reach a person, the first holds. */
export function tellingsOf(story: Story): Telling[] {
  const { announced } = story.event.payload;
  const names = new Set(announced.map(({ name }) => name));
  const watching = watcherEvents.heard(announced, 'watcher.added').map(({ person }) => person);
  const tasked = taskEvents.heard(announced, 'task.given').map(({ person }) => person);
  return [
    ...(names.has('incident.logged') ? logged(story) : []),
    ...(names.has('incident.assigned') ? assigned(story) : []),
    ...(names.has('incident.resolved') ? resolved(story) : []),
    ...(names.has('incident.closed') ? closed(story) : []),
    ...(names.has('incident.cancelled') ? cancelled(story) : []),
    ...(names.has('incident.reopened') ? reopened(story) : []),
    ...(names.has('incident.reminded') ? reminded(story) : []),
    ...(story.said ? said(story, story.said) : []),
    { kind: 'watching', people: watching },
    { kind: 'task', people: tasked, faces: staff },
    { kind: 'task-group', people: story.taskGroup, faces: staff },
    ...moved(story),
  ];
}

function logged({ event, circle, solution }: Story): Telling[] {
  // Logged and resolved in one step: the solution is told instead.
  const solved = event.payload.state[1] === 'resolved';
  const { users, assignee, group } = circle;
  const first: Telling = solved
    ? { kind: 'resolved', people: users, letter: { kind: 'resolved', params: { solution: solution ?? '' } } }
    : { kind: 'received', people: users, letter: { kind: 'received' }, receipt: true };
  if (solved) return [first];
  return [first, assignee ? { kind: 'assigned', people: [assignee], faces: staff } : toGroup(group)];
}

function assigned({ event, circle }: Story): Telling[] {
  const { changed, announced } = event.payload;
  const assignee = incidentEvents.heard(announced, 'incident.assigned')[0]?.assignee ?? null;
  if (assignee) return changed.includes('assignee') ? [{ kind: 'assigned', people: [assignee], faces: staff }] : [];
  // Also what comes back from somebody of the group who left.
  return changed.includes('group') || event.action === 'hand-over' ? [toGroup(circle.group)] : [];
}

const toGroup = (group: readonly string[]): Telling => ({ kind: 'assigned-group', people: group, faces: staff });

function resolved({ event, circle: { users }, solution }: Story): Telling[] {
  const [outcome] = incidentEvents.heard(event.payload.announced, 'incident.resolved');
  const unanswered = outcome?.unanswered === true || solution === null;
  const letter: Telling['letter'] = unanswered
    ? { kind: 'unanswered' }
    : { kind: 'resolved', params: { solution: solution ?? '' } };
  return [{ kind: 'resolved', people: users, letter }];
}

function closed({ event, circle }: Story): Telling[] {
  const told: Telling[] = [{ kind: 'closed', people: circle.users, letter: { kind: 'closed' } }];
  // The user's "it works" is news to whoever fixed it; time running out is not.
  if (event.actor !== null) told.push({ kind: 'closed', people: [circle.assignee], faces: staff });
  return told;
}

function cancelled({ event, circle, solvedElsewhere }: Story): Telling[] {
  if (incidentEvents.heard(event.payload.announced, 'incident.cancelled')[0]?.duplicateOf) {
    const kind = solvedElsewhere ? 'duplicate-solved' : 'duplicate';
    return [
      { kind, people: circle.users, letter: { kind } },
      { kind: 'cancelled', people: [circle.assignee], faces: staff },
      { kind, people: circle.watchers, letter: { kind } },
    ];
  }
  return [
    { kind: 'cancelled', people: circle.users, letter: { kind: 'cancelled' } },
    { kind: 'cancelled', people: [circle.assignee], faces: staff },
  ];
}

function reopened({ said: words, circle }: Story): Telling[] {
  const letter: Telling['letter'] = { kind: 'replied', params: { body: words?.body ?? '' } };
  return [
    { kind: 'reopened', ...deskOf(circle), faces: staff },
    { kind: 'reopened', people: circle.users, ...(words ? { letter } : {}) },
  ];
}

function reminded({ circle, question }: Story): Telling[] {
  const letter: Telling['letter'] = { kind: 'reminded', params: { body: question ?? '' } };
  return [{ kind: 'reminded', people: circle.users, letter }];
}

function said({ event, circle }: Story, words: Said): Telling[] {
  const { users, assignee, watchers } = circle;
  if (words.audience === 'staff') {
    return [
      { kind: 'mentioned', people: words.mentions, faces: staff },
      { kind: 'noted', people: [assignee, ...watchers], faces: staff },
    ];
  }
  const asks = event.action === 'wait' && circle.waitsForUser;
  const kind = asks ? 'asked' : 'replied';
  return [
    words.fromUser
      ? { kind: 'answered', ...deskOf(circle), faces: staff }
      : { kind: 'replied', people: [assignee], faces: staff },
    { kind, people: users, letter: { kind, params: { body: words.body } } },
    { kind: 'replied', people: watchers },
  ];
}

/** Whoever follows the case hears where it stands now, and so does who has it, when somebody else moved it. */
function moved({ event, circle }: Story): Telling[] {
  const [from, to] = event.payload.state;
  if (from === null || from === to) return [];
  const params = { state: to };
  return [
    { kind: 'updated', people: circle.watchers, params },
    ...(event.actor === null ? [] : [{ kind: 'updated', people: [circle.assignee], faces: staff, params }]),
  ];
}
