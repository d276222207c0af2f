import type { Runner } from '#/platform/database/pools.ts';
import type { Actor, Context, Face } from '#/record/server/context.ts';
import { toldEvent } from '../shared/events.ts';
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
  /** The mail to people whose own case it is. Without one only staff who ask for it are mailed, a bare sentence. */
  letter?: Letter;
  /** The letter is a receipt, which goes to whoever did it as well; their inbox stays quiet. */
  receipt?: boolean;
  /** No mail at all: the people are invented. */
  unmailed?: boolean;
}

/** Somebody whom an event reaches, by the first reason that they may know. */
interface Reached {
  person: string;
  actor: Actor;
  face: Face;
  telling: Telling;
  /** They did it themselves: they get their receipt, and nothing else. */
  own: boolean;
}

/**
 * Tells people of something, in their inboxes and by mail, as they chose; for reactions, inside their transaction.
 * Whoever is reached by two reasons is told once, for the first. Left out are whoever did it, and everybody who cannot
 * see the record through the face that the notification would open. Returns who was told in their inbox.
 */
export async function tell(ctx: Context, occasion: Occasion, tellings: readonly Telling[]): Promise<string[]> {
  const { tx } = ctx;
  if (!tx) throw new Error('no transaction is open');
  const everybody = await reachedBy(ctx, occasion, tellings);
  if (everybody.length === 0) return [];
  const people = everybody.map(({ person }) => person);
  const wishOf = await wishesOf(tx, people);
  const flooded = await storming(ctx, people);
  const mailing = mailingOf(ctx.db);
  const told: string[] = [];
  for (const { person, actor, face, telling, own } of everybody) {
    const wish = wishOf(person, telling.kind);
    const many = flooded.has(person);
    if (wish.inbox && !own && (await putInInbox(ctx, occasion, telling, { person, face, many }))) told.push(person);
    const asked = face === 'workspace' && toldEvent(telling.kind)?.mail === false;
    const mailed = telling.letter !== undefined || asked;
    if (!mailing || !wish.mail || !mailed || telling.unmailed) continue;
    if (many) await queueDigestMail(ctx, mailing, { actor, person, face });
    else await queueMail(ctx, mailing, occasion, telling, { actor, person, face });
  }
  await ring(tx, told);
  return told;
}

/** Everybody whom the tellings reach, in one order for all: reactions at the same time never wait for each other. */
async function reachedBy(ctx: Context, { item, by }: Occasion, tellings: readonly Telling[]): Promise<Reached[]> {
  const reached = new Map<string, Reached>();
  for (const telling of tellings) {
    for (const person of telling.people) {
      if (person == null || reached.has(person)) continue;
      const own = person === by;
      if (own && !telling.receipt) continue;
      const actor = await actorOf(ctx, person);
      const face = actor && (await faceFor(ctx, actor, item, telling.faces));
      if (actor && face) reached.set(person, { person, actor, face, telling, own });
    }
  }
  return [...reached.values()].toSorted((a, b) => (a.person < b.person ? -1 : 1));
}

/** The channel on which web processes hear whose inbox has something new. */
export const toldChannel = 'mainstay_told';

/** A NOTIFY carries at most 8,000 bytes: so many ids fit. */
const mostRung = 200;

/** Tells the browsers of these people, as soon as the transaction is committed, to look into the inbox again. */
async function ring(tx: Runner, people: readonly string[]): Promise<void> {
  for (let from = 0; from < people.length; from += mostRung) {
    const some = JSON.stringify(people.slice(from, from + mostRung));
    await tx.query({ sql: 'select pg_notify($1, $2)', parameters: [toldChannel, some] });
  }
}
