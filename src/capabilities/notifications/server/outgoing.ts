import { message, notFound, Refusal } from '#/base/refusal.ts';
import { readOwn, writeOwn } from '#/capabilities/search/server/staff-pool.ts';
import { isId } from '#/platform/ids.ts';
import type { Context } from '#/record/server/context.ts';
import type { OutgoingMail, OutgoingMails } from '#/capabilities/notifications/shared/answers.ts';
import { mailingOf } from './mailing.ts';

const troubled = ['queued', 'sending', 'maybe-sent', 'failed'];
const statuses: ReadonlySet<string> = new Set([...troubled, 'sent']);

/**
 * The 200 newest mails of a status; of every one that is not simply sent where none is named. And whether mail is sent at
 * all: without a mail server none is written, and an empty list says nothing of what people were told.
 */
export async function listMails(ctx: Context, status?: string): Promise<OutgoingMails> {
  if (status !== undefined && !statuses.has(status)) {
    throw new Refusal('bad-request', message('notification.no-such-status'));
  }
  const rows = await readOwn<OutgoingMail>(ctx, {
    sql: `select m.id, m.kind, m.recipient, i.number, m.status, m.attempts, m.error, m.at, m.sent_at as "triedAt"
      from mail m left join item i on i.id = m.item
      where m.status = any($1) order by m.at desc, m.id desc limit 200`,
    parameters: [status === undefined ? troubled : [status]],
  });
  return { rows, mail: mailingOf(ctx.db) !== null };
}

/** Queues a mail again, with its old Message-ID. One whose secret was erased cannot be: a new link has to be made. */
export async function sendAgain(ctx: Context, id: string | undefined): Promise<{ queued: true }> {
  if (!isId(id)) throw notFound();
  await writeOwn(ctx, async (tx) => {
    const [mail] = await tx.query<{ status: string; sealed: boolean }>({
      sql: 'select status, sealed from mail where id = $1 for update',
      parameters: [id],
    });
    if (!mail) throw notFound();
    if (mail.sealed || !['failed', 'maybe-sent'].includes(mail.status)) {
      throw new Refusal('conflict', message('notification.not-again'));
    }
    await tx.query({
      sql: `update mail set status = 'queued', attempts = 0, sent_at = null, error = null where id = $1`,
      parameters: [id],
    });
  });
  return { queued: true };
}
