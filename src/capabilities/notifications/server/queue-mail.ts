import { messageIdOf } from '#/platform/mail/message-id.ts';
import { newId } from '#/platform/ids.ts';
import { languageOf } from '#/platform/text/texts.ts';
import type { Texts } from '#/platform/text/texts.ts';
import type { Context, Face } from '#/record/server/context.ts';
import { findItem } from '#/capabilities/search/server/find-item.ts';
import { withFace } from '#/record/server/context.ts';
import { actorOf, faceOf } from './people.ts';

/** What mails are made with. */
export interface MailSettings {
  texts: Texts;
  /** The address in links, without a slash at its end. */
  publicUrl: string;
  /** Whether a mail server is set up; without one the mail is written down as not sent. */
  configured: boolean;
}

/** The mails that there are, each with its texts `mail.<kind>.subject` and `mail.<kind>.body`. */
export type MailKind = 'received' | 'replied' | 'resolved' | 'closed';

export interface Letter {
  kind: MailKind;
  item: string;
  /** The outbox row that it follows from: one mail to one address for each. */
  event: number;
  person: string;
  /** Who did it: never written to. */
  by: string | null;
  /** What the texts need besides `number`, `title`, `name` and `link`; public words only. */
  params?: Record<string, string | number>;
}

/**
 * Queues a mail to a person in their language; for reactions, inside their transaction. Nothing is queued for whoever
 * did it, for somebody without an address, or for somebody who cannot see the record. Returns whether one was.
 */
export async function queueMail(ctx: Context, settings: MailSettings, letter: Letter): Promise<boolean> {
  const { tx } = ctx;
  if (!tx) throw new Error('no transaction is open');
  const { kind, item, event, person, by } = letter;
  if (person === by) return false;
  const [recipient] = await tx.query<{ email: string | null; name: string; language: string | null }>({
    sql: `select email, name, language from person where id = $1 and state = 'active'`,
    parameters: [person],
  });
  // A mail is about what its reader finds on the portal; staff who cannot go there read it in the workspace.
  const face = recipient?.email
    ? ((await faceOf(ctx, person, item, ['portal'])) ?? (await faceOf(ctx, person, item)))
    : null;
  const actor = face && (await actorOf(ctx, person));
  if (!recipient?.email || !face || !actor) return false;
  const { number, title, type } = await findItem(withFace({ ...ctx, actor }, face), item);
  const language = languageOf(recipient.language);
  const params = {
    ...letter.params,
    number,
    title,
    name: recipient.name,
    link: linkTo(settings, face, type.definition.plural, number),
  };
  const subject = settings.texts.textOf(language, { key: `mail.${kind}.subject`, params });
  const body = settings.texts.textOf(language, { key: `mail.${kind}.body`, params });
  const rows = await tx.query<{ id: string }>({
    sql: `insert into mail (id, message_id, person, recipient, subject, body, item, event, kind, status, at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing returning id`,
    parameters: [
      newId(ctx.now),
      messageIdOf({ event, kind, recipient: recipient.email }, settings.publicUrl),
      person,
      recipient.email,
      oneLine(subject),
      body,
      item,
      event,
      kind,
      settings.configured ? 'queued' : 'not-configured',
      new Date(ctx.now).toISOString(),
    ],
  });
  return rows.length > 0;
}

function linkTo({ publicUrl }: MailSettings, face: Face, plural: string, number: string): string {
  return face === 'portal' ? `${publicUrl}/cases/${number}` : `${publicUrl}/work/${plural}/${number}`;
}

/** A subject is a header: a line break in a title must not begin another one. */
function oneLine(text: string): string {
  return text.replaceAll(/[\r\n\u2028\u2029]+/g, ' ').slice(0, 250);
}
