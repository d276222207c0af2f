import type { Database } from '#/platform/database/pools.ts';
import { sealText } from '#/platform/mail/seal.ts';
import type { Texts } from '#/platform/text/texts.ts';

/** What mails are made with. */
export interface Mailing {
  texts: Texts;
  /** The address in links, without a slash at its end. */
  publicUrl: string;
  /** Our own sender: never written to, or two machines would talk to each other for ever. */
  from: string;
  /** Encrypts what must not lie in the queue readably; only the sending process can read it. */
  seal(text: string): string;
}

const mailings = new WeakMap<Database, Mailing>();

/** Says that an installation has a mail server; done once, when a process opens its database. */
export function mailWith(
  db: Database,
  { secret, from, ...parts }: Pick<Mailing, 'texts' | 'publicUrl' | 'from'> & { secret: Buffer },
): Mailing {
  const mailing: Mailing = { ...parts, from: addressOf(from), seal: (text) => sealText(secret, text) };
  mailings.set(db, mailing);
  return mailing;
}

/** What mails are made with, or null where no mail server is set up: nothing is queued then. */
export function mailingOf(db: Database): Mailing | null {
  return mailings.get(db) ?? null;
}

/** `Service desk <desk@example.org>` → `desk@example.org`. */
function addressOf(sender: string): string {
  return (/<([^<>]+)>\s*$/.exec(sender)?.[1] ?? sender).trim().toLowerCase();
}
