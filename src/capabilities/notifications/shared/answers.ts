import type { Signature } from '#/capabilities/notes/shared/signature.ts';

/** A mail on its way out, for whoever runs the desk: whom, what kind and how it fared. Not what it says. */
export interface OutgoingMail {
  id: string;
  kind: string;
  recipient: string;
  /** Number of the record that it is about. */
  number: string | null;
  status: 'queued' | 'sending' | 'sent' | 'maybe-sent' | 'failed';
  attempts: number;
  error: string | null;
  at: string;
  triedAt: string | null;
}

/** A notification as its reader sees it. */
export interface InboxEntry {
  id: string;
  kind: string;
  /** What happened, as a sentence in the reader's language. */
  text: string;
  at: string;
  readAt: string | null;
  /** The face that it opens the record in. */
  face: 'workspace' | 'portal';
  by: Signature | null;
  record: { id: string; kind: string; number: string; title: string };
  params: Record<string, unknown>;
}

/** Where somebody hears of an event. */
export interface Wish {
  inbox: boolean;
  mail: boolean;
}

/** A person's choice about one event, as their settings show it. */
export interface Preference extends Wish {
  event: string;
  /** Whether there is a mail about it at all. */
  mailable: boolean;
}

/** A page of what somebody was told, newest first. */
export interface Inbox {
  rows: readonly InboxEntry[];
  next: string | null;
}

/** Mails that have not simply gone out. */
export interface OutgoingMails {
  rows: OutgoingMail[];
  /** Whether this installation sends mail. */
  mail: boolean;
}

/** What somebody wants to hear of, one row for each event that they may choose about. */
export interface Preferences {
  rows: readonly Preference[];
  /** Whether this installation sends mail. */
  mail: boolean;
}
