import { wholeOf } from '#/platform/database/pools.ts';
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

const voices = new WeakMap<Database, { texts: Texts; mailing: Mailing | null }>();

/**
 * Says in which words an installation tells people things, and by which mail server if there is one; done once, when a
 * process opens its database.
 */
export function tellWith(
  db: Database,
  texts: Texts,
  mail: { publicUrl: string; from: string; secret: Buffer } | null,
): void {
  const mailing = mail && {
    texts,
    publicUrl: mail.publicUrl,
    from: addressOf(mail.from),
    seal: (text: string) => sealText(mail.secret, text),
  };
  voices.set(wholeOf(db), { texts, mailing });
}

/** What mails are made with, or null where no mail server is set up: nothing is queued then. */
export function mailingOf(db: Database): Mailing | null {
  return voices.get(wholeOf(db))?.mailing ?? null;
}

/** The texts in which people are told things, or null where nobody said. */
export function textsOf(db: Database): Texts | null {
  return voices.get(wholeOf(db))?.texts ?? null;
}

/** `Service desk <desk@example.org>` → `desk@example.org`. */
function addressOf(sender: string): string {
  return (/<([^<>]+)>\s*$/.exec(sender)?.[1] ?? sender).trim().toLowerCase();
}
