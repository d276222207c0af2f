import { addBusinessDays } from '#/engines/calendar/business-days.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import { phrases } from './phrases.ts';
import { turn } from './story.ts';
import { later, minute, pass, passAt } from './telling.ts';
import type { Teller } from './telling.ts';

/** What a case no longer waits for. */
export const noWait: Row = { pendingReason: null, pendingUntil: null, pendingAsked: false };

/** Asks, and is answered before anybody has to be reminded; or waits still. */
export async function askUser(teller: Teller, [question, body]: readonly [string, string]): Promise<void> {
  const { fate, story } = teller;
  await wait(teller, 'user', question);
  const reminder = story.agreement && addBusinessDays(story.agreement.calendar, teller.at, remindAfterDays);
  const at = Math.min(later(teller, 90), (reminder ?? Number.POSITIVE_INFINITY) - 10 * minute);
  const set: Row = { state: 'in-progress', ...noWait };
  const note = { audience: 'everyone' as const, body, channel: 'portal' as const };
  await passAt(teller, at, { action: 'reply', by: fate.user.id, set, note });
}

/** Waits for a reason; answers with the date until which, where it has one. */
export async function wait(teller: Teller, code: string, why?: string): Promise<number | null> {
  const { world, story, fate, random, stage, agent } = teller;
  const words = phrases(fate.trouble.language);
  const dated = code === 'until-date';
  const set: Row = {
    state: 'pending',
    pendingReason: world.reasons.get(code) ?? null,
    pendingAsked: dated && random.chance(60),
  };
  // What rests until a date rests until one that is still to come.
  const from = fate.rests ? stage.until : teller.at;
  const until =
    (dated && story.agreement && addBusinessDays(story.agreement.calendar, from, random.between(3, 6))) || null;
  if (until !== null) set['pendingUntil'] = new Date(until).toISOString();
  const body =
    why ?? (code === 'user' ? (fate.trouble.ask?.[0] ?? words.ask) : words.waits[code as keyof typeof words.waits]);
  const happened = await pass(teller, 15, {
    action: 'wait',
    by: agent,
    set,
    answer: true,
    note: { audience: 'everyone', body: body ?? words.ask, channel: 'workspace' },
  });
  if (happened && until !== null && until > stage.until) {
    story.timers.push({ kind: 'incident.wake', due: until, payload: {} });
  }
  if (happened && code === 'user') await remind(teller, fate.rests ? stage.until : teller.at);
  return until;
}

/** Business days after which the user is reminded, and after as many more again. */
const remindAfterDays = 2;

/** The reminders that went out up to an instant, and the next one, which is still to come. */
async function remind({ story, stage, at }: Teller, until: number): Promise<void> {
  if (!story.agreement) return;
  for (let nth = 1; ; nth++) {
    const due = addBusinessDays(story.agreement.calendar, at, remindAfterDays * nth);
    if (due === null) return;
    if (due > stage.until) return void story.timers.push({ kind: 'incident.remind', due, payload: { nth } });
    if (due > until) return;
    await turn(stage, story, { at: due, by: null, action: 'remind', told: { reminded: nth } });
  }
}
