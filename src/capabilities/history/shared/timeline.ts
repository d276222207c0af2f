import type { ShownAttachment } from '#/capabilities/attachments/shared/attachment.ts';
import type { Signature } from '#/capabilities/notes/shared/signature.ts';
import type { Named } from '#/record/shared/named.ts';

/** One thing that happened to a record: a reply, an internal note, a change. */
export interface TimelineEntry {
  id: string;
  /** ISO 8601. */
  at: string;
  type: 'reply' | 'note' | 'change';
  actor: Signature;
  audience: 'everyone' | 'staff';
  action: string;
  body?: string;
  channel?: string;
  /** The author's own reply that can still be recalled, and until when. */
  held?: true;
  recallUntil?: string;
  mentions?: string[];
  attachments: ShownAttachment[];
  changes?: Record<string, [unknown, unknown]>;
  facts?: Record<string, unknown>;
  /** It came in by an import that was taken back since: it no longer holds. */
  withdrawn?: true;
}

/** A page of the timeline, newest first. */
export interface Timeline {
  entries: TimelineEntry[];
  names: Record<string, Named>;
  /** Where the next, older page begins; null at the record's beginning. */
  next: string | null;
}
