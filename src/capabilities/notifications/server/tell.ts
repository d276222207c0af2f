import type { Actor, Context, Face } from '#/record/server/context.ts';
import { toldEvent } from '../shared/events.ts';
import { storming } from './digest.ts';
import { mailingOf } from './mailing.ts';
import { actorsOf } from './people.ts';
import { wishesOf } from './preferences.ts';
import { putInInbox } from './put-in-inbox.ts';
import { queueDigestMail, queueMail } from './queue-mail.ts';
import type { Letter } from './queue-mail.ts';
import { subjectOf } from './subject.ts';
import type { Subject } from './subject.ts';

/** What happened, to which record, by whom. */
export interface Occasion {
  kind: string;
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
  /** Who is told instead where none of these people can be: they may not see the record (any more). */
  otherwise?: readonly string[];
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
 * see the record through the face that the notification would open; where nobody is left of those it is for, whoever a
 * telling names otherwise hears of it. Returns who was told in their inbox.
 */
export async function tell(ctx: Context, occasion: Occasion, tellings: readonly Telling[]): Promise<string[]> {
  const { tx } = ctx;
  if (!tx) throw new Error('no transaction is open');
  const candidates = [...new Set(tellings.flatMap(({ people }) => people.filter((person) => person != null)))];
  if (candidates.length === 0) return [];
  const [actors, subject, wishOf, flooded] = await Promise.all([
    actorsOf(ctx, candidates),
    subjectOf(ctx, occasion.kind, occasion.item),
    wishesOf(tx, candidates),
    storming(ctx, candidates),
  ]);
  if (!subject) return [];
  const everybody = await reachedBy(actors, subject, occasion, tellings);
  const wanted = everybody.filter(({ person, telling, own }) => !own && wishOf(person, telling.kind).inbox);
  const [many, few] = [true, false].map((are) => wanted.filter(({ person }) => flooded.has(person) === are));
  const written = await Promise.all([
    putInInbox(ctx, occasion, few ?? [], { counts: false }),
    putInInbox(ctx, occasion, many ?? [], { counts: true }),
  ]);
  const told = written.flat();
  const heard = new Set([occasion.by, ...everybody.map(({ person }) => person)]);
  const others = tellings.flatMap(({ otherwise = [], ...telling }) =>
    telling.people.some((person) => heard.has(person ?? null)) ? [] : [{ ...telling, people: otherwise }],
  );
  told.push(...(await tell(ctx, occasion, others)));
  const mailing = mailingOf(ctx.db);
  if (!mailing) return told;
  for (const reader of everybody) {
    const { person, face, telling } = reader;
    const asked = face === 'workspace' && toldEvent(telling.kind)?.mail === false;
    if (!wishOf(person, telling.kind).mail || !(telling.letter || asked) || telling.unmailed) continue;
    if (flooded.has(person)) await queueDigestMail(ctx, mailing, reader);
    else await queueMail(ctx, mailing, occasion, { subject, telling, reader });
  }
  return told;
}

/** Everybody whom the tellings reach, in one order for all: reactions at the same time never wait for each other. */
async function reachedBy(
  actors: ReadonlyMap<string, Actor>,
  subject: Subject,
  { by }: Occasion,
  tellings: readonly Telling[],
): Promise<Reached[]> {
  const reached = new Map<string, Reached>();
  for (const telling of tellings) {
    for (const person of telling.people) {
      if (person == null || reached.has(person)) continue;
      const own = person === by;
      const actor = actors.get(person);
      if (!actor || (own && !telling.receipt)) continue;
      for (const face of telling.faces ?? (['workspace', 'portal'] as const)) {
        if (reached.has(person) || !(await subject.seenBy(actor, face))) continue;
        reached.set(person, { person, actor, face, telling, own });
      }
    }
  }
  return [...reached.values()].toSorted((a, b) => (a.person < b.person ? -1 : 1));
}
