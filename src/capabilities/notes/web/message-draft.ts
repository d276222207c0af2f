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

/** Two drafts of one message in one: the other's words first. */
export function bothMessages(theirs: MessageDraft, mine: MessageDraft): MessageDraft {
  const once = <T extends { id: string }>(all: readonly T[]) => [...new Map(all.map((one) => [one.id, one])).values()];
  return {
    body: [theirs.body, mine.body].filter(Boolean).join('\n\n'),
    files: once([...theirs.files, ...mine.files]),
    mentions: once([...theirs.mentions, ...mine.mentions]),
  };
}
