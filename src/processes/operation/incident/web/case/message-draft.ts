/** A file that was sent already and goes with the message. */
export interface Attached {
  id: string;
  name: string;
  size: number;
}

/** What is kept of a reply or a note while it is written. */
export interface MessageDraft extends Record<string, unknown> {
  body: string;
  files: readonly Attached[];
  mentions: readonly { id: string; name: string }[];
}

export const blankMessage: MessageDraft = { body: '', files: [], mentions: [] };
