import type { Attachment, ShownAttachment } from '#/capabilities/attachments/shared/attachment.ts';
import { attachmentsOf } from '#/capabilities/attachments/server/read-attachments.ts';
import type { NoteRow } from '#/capabilities/notes/server/read-notes.ts';
import { readNotes } from '#/capabilities/notes/server/read-notes.ts';
import { signaturesOf } from '#/capabilities/notes/server/signatures.ts';
import type { Signature } from '#/capabilities/notes/shared/signature.ts';
import { findItem } from '#/capabilities/search/server/find-item.ts';
import { isId } from '#/platform/ids.ts';
import type { Context } from '#/record/server/context.ts';
import { lookUpNames } from '#/record/server/read/names.ts';
import type { TimelineEntry, Timeline } from '#/capabilities/history/shared/timeline.ts';
import type { Position } from './position.ts';
import { decodePosition, encodePosition, olderThan, ranks } from './position.ts';
import type { Change } from './read-changes.ts';
import { readChanges } from './read-changes.ts';

type Merged = { position: Position; note: NoteRow } | { position: Position; change: Change };

/** Messages and changes of a record as one list, newest first. Refuses with `not-found` what may not be seen. */
export async function readTimeline(
  ctx: Context,
  id: string | undefined,
  { before, limit }: { before: string | undefined; limit: number },
): Promise<Timeline> {
  const item = await findItem(ctx, id);
  const position = before === undefined ? null : decodePosition(before);
  const [notes, changes, attachments] = await Promise.all([
    readNotes(ctx, item.id, {
      limit: limit + 1,
      ...(position ? { where: (parameters) => olderThan(position, 'note', 'n', parameters) } : {}),
    }),
    readChanges(ctx, item, { before: position, limit: limit + 1 }),
    attachmentsOf(ctx, item.id),
  ]);
  const merged: Merged[] = [
    ...notes.map((note): Merged => ({ position: { at: note.at, source: 'note', id: note.id }, note })),
    ...changes.map((change): Merged => ({ position: { at: change.at, source: 'change', id: change.id }, change })),
  ].toSorted(newestFirst);
  const page = merged.slice(0, limit);
  const last = page.at(-1);
  const people = page.map((one) => ('note' in one ? one.note.author : one.change.actor));
  const signatures = await signaturesOf(ctx, people);
  const entries = page.flatMap((one) =>
    'note' in one ? [noteEntry(one.note, attachments, signatures)] : changeEntry(one.change, attachments, signatures),
  );
  return {
    entries,
    names: await lookUpNames(ctx, idsIn(entries)),
    next: merged.length > limit && last ? encodePosition(last.position) : null,
  };
}

function newestFirst(a: Merged, b: Merged): number {
  if (a.position.at !== b.position.at) return a.position.at < b.position.at ? 1 : -1;
  const rank = ranks[b.position.source] - ranks[a.position.source];
  if (rank !== 0) return rank;
  return a.position.id < b.position.id ? 1 : -1;
}

type Signatures = ReadonlyMap<string, Signature>;

function noteEntry(note: NoteRow, attachments: readonly Attachment[], signatures: Signatures): TimelineEntry {
  const { id, at, kind, audience, body, channel, mentions } = note;
  return {
    id,
    at,
    type: kind,
    actor: signatures.get(note.author ?? '') ?? { id: null, name: note.authorName },
    audience,
    action: kind,
    body,
    channel,
    ...(note.held && note.releaseAt ? { held: true as const, recallUntil: note.releaseAt } : {}),
    ...(mentions.length > 0 ? { mentions } : {}),
    attachments: attachments.filter((one) => one.note === id).map(shown),
  };
}

/** A file that went to a message is shown there; one that was taken away is not shown at all. */
function changeEntry(change: Change, attachments: readonly Attachment[], signatures: Signatures): TimelineEntry[] {
  const { id, at, action, audience, origin, changes, facts, withdrawn } = change;
  const { attachment, ...rest } = facts;
  const files = attachments.filter((one) => one.id === attachment && one.note === null);
  if (action === 'attach' && files.length === 0) return [];
  return [
    {
      id: `h${id}`,
      at,
      type: 'change',
      actor: signatures.get(change.actor ?? '') ?? { id: null, name: origin === 'import' ? authorOf(facts) : null },
      audience,
      action,
      attachments: files.map(shown),
      changes,
      ...(withdrawn ? { withdrawn: true as const } : {}),
      ...(Object.keys(rest).length > 0 ? { facts: rest } : {}),
    },
  ];
}

/** Whoever it was elsewhere: a name in the history that was brought in, nobody's account. */
function authorOf({ author }: Change['facts']): string | null {
  return typeof author === 'string' ? author : null;
}

function shown({ note: _note, by: _by, ...attachment }: Attachment): ShownAttachment {
  return attachment;
}

/** Every id in what is shown, so that it can be named. */
function idsIn(entries: readonly TimelineEntry[]): string[] {
  const ids = new Set<string>();
  const visit = (value: unknown): void => {
    if (isId(value)) ids.add(value);
    else if (Array.isArray(value)) for (const entry of value) visit(entry);
  };
  for (const { changes = {}, facts = {}, mentions = [] } of entries) {
    for (const value of Object.values(changes)) visit(value);
    for (const value of Object.values(facts)) visit(value);
    visit(mentions);
  }
  return [...ids];
}
