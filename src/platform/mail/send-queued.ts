import type { Database } from '#/platform/database/pools.ts';
import type { Handover, Mail, Transport } from './transport.ts';

/** How long a process may hold a mail before another one takes it to have died over it, in milliseconds. */
export const lease = 5 * 60_000;

/** Attempts at a mail that the server does not take yet, further and further apart: about two days. */
export const mostAttempts = 12;

interface Row {
  id: string;
  message_id: string;
  recipient: string;
  subject: string;
  body: string;
  attempts: number;
  at: string;
  language: string;
  thread: string[];
  sealed: boolean;
  not_after: string | null;
  person: string | null;
  item: string | null;
  /** Somebody else had it and did not say what became of it. */
  orphaned: boolean;
  /** What was written on it until now. */
  before: string | null;
}

export interface SendOptions {
  /** Most mails of one turn. */
  most?: number;
  /** Opens bodies that wait encrypted. */
  unseal?: (sealed: string) => string;
  /** Why a mail is not to go out any more, though it waited for it; null where it is. */
  withheld?: (mail: ForWhom) => Promise<string | null>;
}

/** Whom a mail is for, and the record that it is about. */
export interface ForWhom {
  person: string | null;
  item: string | null;
}

/** What is written on a mail whose sender died over it. */
const stopped = 'its sender stopped';

/**
 * Sends the mails that wait; returns how many it handled. A mail is leased before it is handed over, with the lease
 * committed, so that two processes never send the same one. Each is sent at least once: where nobody can say whether
 * it arrived (the line broke, the process died), it is handed over once more with the same Message-ID, which mail
 * programs show once; where that cannot be told either, it stays `maybe-sent` for a person to see. Where no mail server
 * answers, the turn ends: the others would fare no better. What its reader may not read by now is withheld, however long
 * it has waited. A one-time link needs no such question: it is void where its reader has left.
 */
export async function sendQueued(
  db: Database,
  transport: Transport,
  now: number,
  { most = 50, unseal, withheld }: SendOptions = {},
): Promise<number> {
  for (let handled = 0; handled < most; handled++) {
    const row = await take(db, now);
    if (!row) return handled;
    if (row.not_after !== null && Date.parse(row.not_after) <= now) {
      await mark(db, row.id, 'failed', 'it is of no use any more');
      continue;
    }
    const why = row.sealed ? null : await withheld?.(row);
    if (why) {
      await mark(db, row.id, 'failed', why);
      continue;
    }
    const mail = letterOf(row, unseal);
    if (!mail) {
      await mark(db, row.id, 'failed', 'it was sealed with another secret');
      continue;
    }
    if (row.orphaned && row.before === stopped) {
      await mark(db, row.id, 'maybe-sent', stopped);
      continue;
    }
    let handover = await transport.send(mail);
    if (handover.outcome === 'unknown') handover = await transport.send(mail);
    await settle(db, row, handover, now);
    if ('unreachable' in handover) return handled + 1;
  }
  return most;
}

/** The mail as it is handed over, or null where its body cannot be opened here. */
function letterOf(row: Row, unseal: SendOptions['unseal']): Mail | null {
  const { message_id: messageId, recipient: to, subject, body, language, thread, at } = row;
  try {
    const text = row.sealed ? unseal?.(body) : body;
    if (text === undefined) return null;
    return { messageId, to, subject, text, language, thread, date: Date.parse(at) };
  } catch {
    return null;
  }
}

/** Leases the oldest mail that is due; links that somebody waits for go first. `sent_at` of a mail that is not sent says when it was last tried. */
async function take(db: Database, now: number): Promise<Row | null> {
  const [mail] = await db.relay((tx) =>
    tx.query<Row>({
      sql: `with due as (
          select id, status, error from mail
          where (status = 'queued' and (sent_at is null
              or sent_at + least(power(2, attempts), 480) * interval '1 minute' <= $1::timestamptz))
            or (status = 'sending' and sent_at < $2::timestamptz)
          order by sealed desc, at, id limit 1 for update skip locked)
        update mail set status = 'sending', sent_at = $1, attempts = attempts + 1,
          error = case when due.status = 'sending' then $3 else mail.error end from due where mail.id = due.id
        returning mail.id, message_id, recipient, subject, body, attempts, at,
          language, thread, sealed, not_after, person, item, due.status = 'sending' as orphaned, due.error as before`,
      parameters: [new Date(now).toISOString(), new Date(now - lease).toISOString(), stopped],
    }),
  );
  return mail ?? null;
}

async function settle(db: Database, mail: Row, handover: Handover, now: number): Promise<void> {
  if (handover.outcome === 'sent') return mark(db, mail.id, 'sent', null, now);
  if (handover.outcome === 'unknown') return mark(db, mail.id, 'maybe-sent', handover.error);
  const gone = handover.outcome === 'refused' || mail.attempts >= mostAttempts;
  return mark(db, mail.id, gone ? 'failed' : 'queued', handover.error);
}

async function mark(db: Database, id: string, status: string, error: string | null, sentAt?: number): Promise<void> {
  await db.relay((tx) =>
    tx.query({
      // What was sealed is erased as soon as nobody needs it: a link must not outlive its mail.
      sql: `update mail set status = $2, error = $3, sent_at = coalesce($4::timestamptz, sent_at),
        body = case when sealed and $2 in ('sent', 'maybe-sent', 'failed') then '' else body end where id = $1`,
      parameters: [id, status, error, sentAt === undefined ? null : new Date(sentAt).toISOString()],
    }),
  );
}
