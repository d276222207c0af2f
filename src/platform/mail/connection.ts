import { getCACertificates } from 'node:tls';
import type { SMTPTransportOptions } from 'nodemailer/lib/smtp-transport';

/** What the settings say about the mail server. */
export interface MailServerSettings {
  /** `smtp://user:password@host:587`, `smtps://…`. */
  smtpUrl: string;
  /** Whether what `smtp://` begins in plain text must go on under TLS; where nothing is said, see {@link connectionTo}. */
  smtpTls?: 'required' | 'off' | undefined;
  /** Certificates (PEM) that are trusted besides the usual ones. */
  smtpCa?: string | undefined;
}

/** Longest wait for a mail server, in milliseconds. */
const patience = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 };

/**
 * How a mail server is connected to. `smtps://` is TLS from the first byte. `smtp://` must become TLS by STARTTLS (RFC
 * 3207) before anything else is said, or it ends there: nobody in between can talk it out of that. Without TLS go
 * mails to this very machine, and where the settings turn it off; a password never does. A certificate must be one that
 * this machine trusts, or that the settings name the authority of.
 */
export function connectionTo({ smtpUrl, smtpTls, smtpCa }: MailServerSettings): SMTPTransportOptions {
  const { protocol, hostname, port, username, password } = new URL(smtpUrl);
  const secure = protocol === 'smtps:';
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const signsIn = username !== '';
  const tls = signsIn || smtpTls === 'required' || (smtpTls !== 'off' && !isThisMachine(host));
  return {
    ...patience,
    host,
    port: Number(port) || (secure ? 465 : 587),
    secure,
    ...(tls ? { requireTLS: true } : { ignoreTLS: true }),
    ...(signsIn ? { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } } : {}),
    tls: {
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
      ...(smtpCa === undefined ? {} : { ca: [...getCACertificates('default'), smtpCa] }),
    },
  };
}

function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** What OpenSSL says of certificates that are not to be trusted. */
const untrusted = /certificate|hostname\/ip does not match|unable to (verify|get)/i;

/** Why a connection failed, as a sentence for whoever runs the server; what is no matter of TLS stays as it was said. */
export function connectionProblem(settings: MailServerSettings, { message, code }: Error & { code?: string }): string {
  const { host = '', auth } = connectionTo(settings);
  if ((code === 'ESOCKET' || code === 'ETLS') && untrusted.test(message)) {
    const why = message.replace(/^.*Error initiating TLS - /, '');
    return `The certificate of ${host} is not trusted (${why}): name the certificate of its authority in SMTP_CA.`;
  }
  const refused = message.includes('STARTTLS');
  if (!refused) return message;
  const way = auth ? 'a password is not sent without it' : 'SMTP_TLS=off would send mail without it';
  return `${host} does not offer TLS, so nothing was sent to it: ${way}.`;
}
