import { cut } from '#/base/text.ts';
import { messageIdOf, threadOf } from '#/platform/mail/message-id.ts';
import { newId } from '#/platform/ids.ts';
import type { Runner } from '#/platform/database/pools.ts';
import { languageOf } from '#/platform/text/texts.ts';
import type { Language } from '#/platform/text/texts.ts';
import type { Actor, Context, Face } from '#/record/server/context.ts';
import { windowStart } from './digest.ts';
import type { Mailing } from './mailing.ts';
import type { Subject } from './subject.ts';
import type { Occasion, Telling } from './tell.ts';

/** The mail to somebody whose own case it is, in the text `mail.<kind>.body`. */
export interface Letter {
  kind:
    | 'received'
    | 'replied'
    | 'asked'
    | 'reminded'
    | 'resolved'
    | 'unanswered'
    | 'closed'
    | 'cancelled'
    | 'duplicate'
    | 'duplicate-solved'
    | 'duplicate-dropped';
  /** What the text needs besides `number`, `title`, `name` and `link`: words that its reader finds on the portal. */
  params?: Record<string, string | number>;
}

/** Whom a mail is for. */
export interface MailReader {
  actor: Actor;
  person: string;
  face: Face;
}

/** What a mail is about, why it is sent, and to whom. */
interface Mail {
  subject: Subject;
  telling: Pick<Telling, 'kind' | 'params' | 'letter'>;
  reader: MailReader;
}

interface Recipient {
  email: string;
  name: string;
  language: Language;
}

/**
 * Queues a mail to a person in their language, once an event. All mails of a case have one subject and one thread, so
 * that mail programs keep them together. Returns false where the person has no address, or has this mail already.
 */
export async function queueMail(
  ctx: Context,
  mailing: Mailing,
  { item, event, by }: Occasion,
  { subject, telling, reader }: Mail,
): Promise<boolean> {
  const { number, title, type } = subject;
  const { kind, params = {}, letter } = telling;
  const { actor, person, face } = reader;
  const { tx } = ctx;
  if (!tx) throw new Error('no transaction is open');
  const recipient = await recipientOf(tx, mailing, person);
  if (!recipient) return false;
  // A letter is about what its reader finds on the portal; staff who cannot go there read it in the workspace.
  const opens = letter && (await subject.seenBy(actor, 'portal')) ? 'portal' : face;
  const { language, email, name } = recipient;
  const say = (key: string, more: Record<string, string | number>) =>
    mailing.texts.textOf(language, { key, params: { ...more, kind: type.definition.name, number, title, name } });
  const link = linkTo(mailing, opens, type.definition.plural, number);
  const who = await signature(tx, by);
  const body = letter
    ? say(`mail.${letter.kind}.body`, { ...who, ...letter.params, link })
    : say('mail.event.body', { sentence: say(`notification.${kind}`, { ...who, ...params }), link });
  const messageId = messageIdOf({ event: event ?? newId(ctx.now), kind, recipient: email }, mailing.publicUrl);
  return insert(ctx, tx, mailing, {
    messageId,
    person,
    recipient,
    subject: `${number}: ${title}`,
    body,
    item,
    event,
    kind: letter?.kind ?? kind,
    thread: await threadOfCase(tx, mailing, item, person),
  });
}

/** One mail in place of the many that a storm would bring: at most one in the window in which news are counted. */
export async function queueDigestMail(ctx: Context, mailing: Mailing, reader: MailReader): Promise<boolean> {
  const { tx } = ctx;
  if (!tx) throw new Error('no transaction is open');
  const { person, face } = reader;
  const recent = await tx.query({
    sql: `select 1 from mail where person = $1 and kind = 'digest' and at > $2 limit 1`,
    parameters: [person, windowStart(ctx.now)],
  });
  const recipient = recent.length === 0 ? await recipientOf(tx, mailing, person) : null;
  if (!recipient) return false;
  const { language, name, email } = recipient;
  const link = `${mailing.publicUrl}${face === 'portal' ? '' : '/work'}/notifications`;
  const say = (key: string) => mailing.texts.textOf(language, { key, params: { name, link } });
  return insert(ctx, tx, mailing, {
    messageId: messageIdOf({ event: newId(ctx.now), kind: 'digest', recipient: email }, mailing.publicUrl),
    person,
    recipient,
    subject: say('mail.digest.subject'),
    body: say('mail.digest.body'),
    item: null,
    event: null,
    kind: 'digest',
    thread: [],
  });
}

async function recipientOf(tx: Runner, mailing: Mailing, person: string): Promise<Recipient | null> {
  const [row] = await tx.query<{ email: string | null; name: string; language: string | null }>({
    sql: `select email, name, language from person where id = $1 and state = 'active'`,
    parameters: [person],
  });
  if (!row?.email || row.email.toLowerCase() === mailing.from) return null;
  return { email: row.email, name: row.name, language: languageOf(row.language) };
}

/** Who did it, as the texts want it: `by` is `nobody` where the system did. */
async function signature(tx: Runner, by: string | null): Promise<{ by: string }> {
  if (by === null) return { by: 'nobody' };
  const [row] = await tx.query<{ name: string }>({ sql: 'select name from person where id = $1', parameters: [by] });
  return { by: row?.name ?? 'nobody' };
}

/** The ids that a mail refers to: the case's own, by which mail programs gather a thread, and the mail before. */
async function threadOfCase(tx: Runner, mailing: Mailing, item: string, person: string): Promise<string[]> {
  const [last] = await tx.query<{ message_id: string }>({
    sql: 'select message_id from mail where item = $1 and person = $2 order by at desc, id desc limit 1',
    parameters: [item, person],
  });
  return [threadOf(item, mailing.publicUrl), ...(last ? [last.message_id] : [])];
}

interface NewMail {
  messageId: string;
  person: string;
  recipient: Recipient;
  subject: string;
  body: string;
  item: string | null;
  event: number | null;
  kind: string;
  thread: string[];
}

async function insert(ctx: Context, tx: Runner, mailing: Mailing, mail: NewMail): Promise<boolean> {
  const { language, email } = mail.recipient;
  const footer = mailing.texts.textOf(language, 'mail.footer');
  const rows = await tx.query({
    sql: `insert into mail (id, message_id, person, recipient, subject, body, item, event, kind, thread, language, status, at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'queued', $12) on conflict do nothing returning 1`,
    parameters: [
      newId(ctx.now),
      mail.messageId,
      mail.person,
      email,
      oneLine(mail.subject),
      `${mail.body}\n\n${footer}`,
      mail.item,
      mail.event,
      mail.kind,
      mail.thread,
      language,
      new Date(ctx.now).toISOString(),
    ],
  });
  return rows.length > 0;
}

function linkTo({ publicUrl }: Mailing, face: Face, plural: string, number: string): string {
  return face === 'portal' ? `${publicUrl}/cases/${number}` : `${publicUrl}/work/${plural}/${number}`;
}

/** A subject is a header: a line break in a title must not begin another one. */
function oneLine(text: string): string {
  return cut(text.replaceAll(/[\r\n\u2028\u2029]+/g, ' '), 250);
}
