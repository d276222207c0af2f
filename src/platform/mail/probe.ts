import { createTransport } from 'nodemailer';
import { connectionProblem, connectionTo } from './connection.ts';
import type { MailServerSettings } from './connection.ts';

/**
 * Whether the mail server can be talked to as mails are handed to it, TLS and certificate included. Nothing is sent, and
 * no password is tried. Resolves to what is wrong, a sentence, or to null.
 */
export async function probeMailServer(settings: MailServerSettings): Promise<string | null> {
  const { auth: _, ...connection } = connectionTo(settings);
  const mailer = createTransport({ ...connection, connectionTimeout: 5000, greetingTimeout: 5000 });
  try {
    await mailer.verify();
    return null;
  } catch (error) {
    return connectionProblem(settings, error as Error);
  } finally {
    mailer.close();
  }
}
