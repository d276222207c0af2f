import { createHash } from 'node:crypto';

/**
 * The Message-ID of a mail about an event to a recipient (RFC 5322, 3.6.4): always the same, so that a mail that was
 * sent twice is shown once by the reader's mail program.
 */
export function messageIdOf(
  of: { event: number | string; kind: string; recipient: string },
  publicUrl: string,
): string {
  const text = JSON.stringify([of.event, of.kind, of.recipient.toLowerCase()]);
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 40);
  return `<${digest}@${hostOf(publicUrl)}>`;
}

/**
 * The id that all mails about one record refer to (RFC 5322, 3.6.4), so that mail programs show them as one
 * conversation, whichever of them arrives first or is thrown away.
 */
export function threadOf(item: string, publicUrl: string): string {
  return `<${item}@${hostOf(publicUrl)}>`;
}

function hostOf(publicUrl: string): string {
  return new URL(publicUrl).hostname.replaceAll(/[^A-Za-z0-9.-]/g, '');
}
