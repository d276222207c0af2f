import { randomUUID } from 'node:crypto';
import type { Database } from '#/platform/database/pools.ts';
import { newId } from '#/platform/ids.ts';
import { languageOf } from '#/platform/text/texts.ts';
import type { Mailing } from './mailing.ts';

/** A link that is good once, to be handed over by mail. */
export interface OneTimeLinkMail {
  purpose: 'invitation' | 'password-reset';
  person: string;
  name: string;
  email: string;
  language: string;
  url: string;
  /** ISO 8601. */
  expiresAt: string;
}

/**
 * Queues the mail that hands over a one-time link. Its body waits encrypted and is erased when it has gone: whoever
 * reads the queue, or a copy of the database, must not hold the key to an account. Past the link's time it is not sent.
 */
export async function queueLinkMail(db: Database, mailing: Mailing, of: OneTimeLinkMail, now: number): Promise<void> {
  const left = Date.parse(of.expiresAt) - now;
  const hours = Math.max(1, Math.round(left / 3_600_000));
  const minutes = Math.max(1, Math.round(left / 60_000));
  const params = { name: of.name, link: of.url, hours, minutes };
  const language = languageOf(of.language);
  const text = (part: string) => mailing.texts.textOf(language, { key: `mail.${of.purpose}.${part}`, params });
  await db.read(
    { kind: 'staff' },
    {
      sql: `insert into mail (id, message_id, person, recipient, subject, body, kind, language, sealed, not_after, status, at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, true, $9, 'queued', $10)`,
      parameters: [
        newId(now),
        // A second request makes a second link, so that it needs no id that could be worked out.
        `<${randomUUID()}@${new URL(mailing.publicUrl).hostname}>`,
        of.person,
        of.email,
        text('subject'),
        mailing.seal(text('body')),
        of.purpose,
        language,
        of.expiresAt,
        new Date(now).toISOString(),
      ],
    },
  );
}
