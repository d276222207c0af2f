import { createTransport } from 'nodemailer';
import { connectionProblem, connectionTo } from './connection.ts';
import type { MailServerSettings } from './connection.ts';
import { headerText } from './encoded-words.ts';
import { toHtml } from './html.ts';

/** A mail to be handed over. */
export interface Mail {
  messageId: string;
  to: string;
  subject: string;
  /** Plain text; the HTML part is made of it. */
  text: string;
  /** Of the text: `sk`. */
  language: string;
  /** Message-IDs that it refers to, the one that it follows last. */
  thread: readonly string[];
  /** Epoch milliseconds. */
  date: number;
}

/**
 * What became of a mail that was handed to the mail server.
 * - `sent`: the server took it.
 * - `refused`: it will never take it (5xx).
 * - `later`: it did not take it, and may another time (4xx, no connection).
 * - `unknown`: the line broke after the message had begun; it may have been taken or not.
 */
export type Handover =
  | { outcome: 'sent' }
  | {
      outcome: 'refused' | 'later' | 'unknown';
      error: string;
      /** Nobody answered at all: the next mail would fare no better. */
      unreachable?: boolean;
    };

export interface Transport {
  send(mail: Mail): Promise<Handover>;
}

/** Hands mails to the server of the settings. One connection a mail. */
export function openTransport(settings: MailServerSettings & { from: string; publicUrl: string }): Transport {
  const connection = connectionTo(settings);
  return {
    async send({ messageId, to, subject, text, language, thread, date }) {
      const talk = listen();
      const mailer = createTransport({ ...connection, ...talk.options });
      try {
        await mailer.sendMail({
          from: settings.from,
          to: { name: '', address: to },
          subject: headerText(subject),
          text,
          html: toHtml(text, settings.publicUrl, language),
          messageId,
          references: [...thread],
          // The first of a thread answers nothing; it only belongs to it.
          ...(thread.length > 1 ? { inReplyTo: thread.at(-1) } : {}),
          date: new Date(date),
          // RFC 3834: nobody's autoresponder answers it, so that no two machines write to each other for ever.
          headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
        });
        return { outcome: 'sent' };
      } catch (error) {
        const problem = error as SmtpError;
        return judge(problem, connectionProblem(settings, problem), talk.begun());
      } finally {
        mailer.close();
      }
    },
  };
}

/** Listens to what the server says: the library's errors do not tell whether the message had begun. */
function listen() {
  let begun = false;
  const hear = (_entry: unknown, line?: unknown): void => {
    // 354: go ahead (RFC 5321, 4.2.2); from here on the message is on its way.
    if (typeof line === 'string' && line.startsWith('354')) begun = true;
  };
  const logger = { level: () => {}, trace: hear, debug: hear, info: hear, warn: hear, error: hear, fatal: hear };
  return {
    options: { logger, transactionLog: true, debug: false, disableFileAccess: true, disableUrlAccess: true },
    begun: () => begun,
  };
}

type SmtpError = Error & { code?: string; command?: string; responseCode?: number };

/** Steps of the conversation that are about this one mail; a server that fails before them fails every mail. */
const ofTheMail: ReadonlySet<string> = new Set(['RCPT TO', 'DATA', 'API']);

/**
 * An answer of the server is an answer; before it said to go ahead nothing has left; the rest nobody knows. A server
 * that does not let us in, or does not take our sender, refuses no mail: whoever runs it has something to mend.
 */
function judge({ responseCode = 0, code = '', command = '' }: SmtpError, said: string, begun: boolean): Handover {
  const error = said.slice(0, 500);
  const about = ofTheMail.has(command) || begun;
  if (responseCode >= 400 && !about) return { outcome: 'later', error, unreachable: true };
  if (responseCode >= 500) return { outcome: 'refused', error };
  if (responseCode >= 400) return { outcome: 'later', error };
  if (begun) return { outcome: 'unknown', error };
  // An address that cannot be one will not become one.
  if (code === 'EENVELOPE' || code === 'EMESSAGE') return { outcome: 'refused', error };
  return { outcome: 'later', error, unreachable: true };
}
