import type { Attached } from '#/capabilities/attachments/web/attached.ts';

/** What is kept of a reply or a note while it is written. */
export interface MessageDraft extends Record<string, unknown> {
  body: string;
  files: readonly Attached[];
  mentions: readonly { id: string; name: string }[];
}

export const blankMessage: MessageDraft = { body: '', files: [], mentions: [] };

/** What is asked: words, and files that go with them. */
export interface Question {
  message: string;
  files: readonly Attached[];
}
