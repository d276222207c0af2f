import type { Database } from '#/platform/database/pools.ts';
import type { Handover, Transport } from './transport.ts';

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
  /** Somebody else had it and did not say what became of it. */
  orphaned: boolean;
}

/**
 * Sends the mails that wait, up to `most`; returns how many it handled. A mail is leased before it is handed over,
 * with the lease committed, so that two processes never send the same one. Where nobody can say whether it arrived,
 * it is marked `maybe-sent` and handed over once more with the same Message-ID, never again after that.
 */
export async function sendQueued(db: Database, transport: Transport, now: number, most = 50): Promise<number> {
  for (let handled = 0; handled < most; handled++) {
    const mail = await take(db, now);
    if (!mail) return handled;
    let unknown: Handover | null = mail.orphaned ? { outcome: 'unknown', error: 'its sender stopped' } : null;
    if (!unknown) {
      const handover = await hand(transport, mail);
      if (handover.outcome !== 'unknown') {
        await settle(db, mail, handover, now);
        continue;
      }
      unknown = handover;
    }
    // Said before it is tried again: whatever happens now, nobody tries a third time.
    await mark(db, mail.id, 'maybe-sent', 'error' in unknown ? unknown.error : null);
    const again = await hand(transport, mail);
    if (again.outcome === 'sent') await mark(db, mail.id, 'sent', null, now);
  }
  return most;
}

function hand(transport: Transport, { message_id, recipient, subject, body, at }: Row): Promise<Handover> {
  return transport.send({ messageId: message_id, to: recipient, subject, text: body, date: Date.parse(at) });
}

/** Leases the oldest mail that is due. `sent_at` of a mail that is not sent says when it was last tried. */
async function take(db: Database, now: number): Promise<Row | null> {
  const [mail] = await db.relay((tx) =>
    tx.query<Row>({
      sql: `with due as (
          select id, status from mail
          where (status = 'queued' and (sent_at is null
              or sent_at + least(power(2, attempts), 480) * interval '1 minute' <= $1::timestamptz))
            or (status = 'sending' and sent_at < $2::timestamptz)
          order by at, id limit 1 for update skip locked)
        update mail set status = 'sending', sent_at = $1, attempts = attempts + 1 from due where mail.id = due.id
        returning mail.id, message_id, recipient, subject, body, attempts, at, due.status = 'sending' as orphaned`,
      parameters: [new Date(now).toISOString(), new Date(now - lease).toISOString()],
    }),
  );
  return mail ?? null;
}

async function settle(db: Database, mail: Row, handover: Handover, now: number): Promise<void> {
  if (handover.outcome === 'sent') return mark(db, mail.id, 'sent', null, now);
  const gone = handover.outcome === 'refused' || mail.attempts >= mostAttempts;
  return mark(db, mail.id, gone ? 'failed' : 'queued', handover.error);
}

async function mark(db: Database, id: string, status: string, error: string | null, sentAt?: number): Promise<void> {
  await db.relay((tx) =>
    tx.query({
      sql: 'update mail set status = $2, error = $3, sent_at = coalesce($4::timestamptz, sent_at) where id = $1',
      parameters: [id, status, error, sentAt === undefined ? null : new Date(sentAt).toISOString()],
    }),
  );
}
