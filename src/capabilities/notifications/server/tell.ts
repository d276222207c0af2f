import type { Context, Face } from '#/record/server/context.ts';
import { storming } from './digest.ts';
import { mailingOf } from './mailing.ts';
import { actorOf, faceFor } from './people.ts';
import { wishesOf } from './preferences.ts';
import { putInInbox } from './put-in-inbox.ts';
import { queueDigestMail, queueMail } from './queue-mail.ts';
import type { Letter } from './queue-mail.ts';

/** What happened, to which record, by whom. */
export interface Occasion {
  item: string;
  /** The outbox row that it follows from: nobody is told twice of the same thing. Null: every call tells anew. */
  event: number | null;
  /** Who did it: never told of it. */
  by: string | null;
}

/** Some people to be told of it, for one reason. */
export interface Telling {
  /** Name of an event of `shared/events.ts`; its sentence is the text `notification.<kind>`. */
  kind: string;
  people: readonly (string | null | undefined)[];
  /** The faces through which it may be read; what only staff know is `['workspace']`. */
  faces?: readonly Face[];
  /** Ids and numbers that the sentence needs; no texts of the record, which are read when the inbox is. */
  params?: Record<string, string | number>;
  /** The mail to people whose own case it is. Without one only staff who chose so are mailed, a bare sentence. */
  letter?: Letter;
  /** The letter is a receipt, which goes to whoever did it as well; their inbox stays quiet. */
  receipt?: boolean;
  /** No mail at all: the people are invented. */
  unmailed?: boolean;
}

/**
 * Tells people of something, in their inboxes and by mail, as they chose; for reactions, inside their transaction.
 * Whoever is reached by two reasons is told once, for the first. Left out are whoever did it, and everybody who cannot
 * see the record through the face that the notification would open. Returns who was told in their inbox.
 */
export async function tell(ctx: Context, occasion: Occasion, tellings: readonly Telling[]): Promise<string[]> {
  const { tx } = ctx;
  if (!tx) throw new Error('no transaction is open');
  const everybody = [...new Set(tellings.flatMap(({ people }) => people.filter((person) => person != null)))];
  if (everybody.length === 0) return [];
  const wishOf = await wishesOf(tx, everybody);
  const mailing = mailingOf(ctx.db);
  const reached = new Set<string>();
  const told: string[] = [];
  for (const telling of tellings) {
    for (const person of telling.people) {
      if (person == null || reached.has(person)) continue;
      const own = person === occasion.by;
      if (own && !telling.receipt) continue;
      const actor = await actorOf(ctx, person);
      const face = actor && (await faceFor(ctx, actor, occasion.item, telling.faces));
      if (!actor || !face) continue;
      reached.add(person);
      const wish = wishOf(person, telling.kind);
      const many = await storming(ctx, person);
      if (wish.inbox && !own && (await putInInbox(ctx, occasion, telling, { person, face, many }))) told.push(person);
      const mailed =
        wish.mail && !telling.unmailed && (telling.letter !== undefined || (wish.chosen && face === 'workspace'));
      if (!mailing || !mailed) continue;
      const reader = { actor, person, face };
      if (many) await queueDigestMail(ctx, mailing, reader);
      else await queueMail(ctx, mailing, occasion, telling, reader);
    }
  }
  return told;
}
