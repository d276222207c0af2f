import { randomUUID } from 'node:crypto';
import type { Mail } from '#/platform/mail/transport.ts';
import type { MailSettings } from './queue-mail.ts';

/** A link that is good once, to be handed over by mail. */
export interface OneTimeLinkMail {
  purpose: 'invitation' | 'password-reset';
  name: string;
  email: string;
  language: string;
  url: string;
  /** ISO 8601. */
  expiresAt: string;
}

/**
 * The mail that hands over a one-time link. It is sent at once and never queued: whoever reads the queue, or a backup
 * of it, would hold the key to the account. A second request makes a second link, so that it needs no fixed id.
 */
export function linkMail(settings: Pick<MailSettings, 'texts' | 'publicUrl'>, of: OneTimeLinkMail, now: number): Mail {
  const hours = Math.max(1, Math.round((Date.parse(of.expiresAt) - now) / 3_600_000));
  const minutes = Math.max(1, Math.round((Date.parse(of.expiresAt) - now) / 60_000));
  const params = { name: of.name, link: of.url, hours, minutes };
  const text = (part: string) => settings.texts.textOf(of.language, { key: `mail.${of.purpose}.${part}`, params });
  return {
    messageId: `<${randomUUID()}@${new URL(settings.publicUrl).hostname}>`,
    to: of.email,
    subject: text('subject'),
    text: text('body'),
    date: now,
  };
}
