import { tell } from '#/capabilities/notifications/server/tell.ts';
import type { ReactionHandler } from '#/record/server/after/react.ts';
import { circleOf, membersOf } from './circle.ts';
import { lastTold, saidIn } from './said.ts';
import { tellingsOf } from './tellings.ts';
import type { Story } from './tellings.ts';

const actions = ['wait', 'resume', 'take', 'start'].map((action) => `incident.${action}`);
const announcements = ['logged', 'assigned', 'resolved', 'closed', 'reopened', 'reminded', 'cancelled'];

/** Tells the people around a case what happened to it: one turn an event, so that nobody hears of it twice. */
export const tellPeople: ReactionHandler = {
  name: 'incident.tell-people',
  on: [...announcements.map((name) => `incident.${name}`), ...actions, 'note.added', 'watcher.added', 'task.given'],
  async handle(ctx, event) {
    // What was brought in with its history, or made up, is no news.
    const { origin, announced } = event.payload;
    if (event.kind !== 'incident' || origin === 'import' || origin === 'demo') return;
    const names = new Map(announced.map(({ name, data }) => [name, data ?? {}]));
    const note = names.get('note.added')?.['note'] as string | undefined;
    const said = note ? await saidIn(ctx, event.item, note) : null;
    if (note && !said && names.size === 1) return;
    // A held reply is released by the system; it is still its author's doing.
    const by = event.action === 'release-note' ? (said?.author ?? null) : event.actor;
    const circle = await circleOf(ctx, event.item);
    // Nobody hears of what invented cases do by themselves; what somebody does to one in trying things out is shown.
    if (!circle || (circle.demo && by === null)) return;
    const question = names.has('incident.reminded') ? await lastTold(ctx, event.item) : null;
    const taskGroup = await membersOf(ctx, names.get('task.given')?.['group']);
    const story: Story = { event, names, said, question, circle, taskGroup };
    const tellings = tellingsOf(story);
    await tell(
      ctx,
      { item: event.item, event: event.id, by },
      circle.demo ? tellings.map((telling) => ({ ...telling, unmailed: true })) : tellings,
    );
  },
};
