import { message, Refusal } from '#/base/refusal.ts';
import { isId, newId } from '#/platform/ids.ts';
import type { Commit } from '#/record/server/commit/commit.ts';
import { setTimer } from '#/record/server/timers.ts';
import { noteEvents } from '#/capabilities/notes/shared/events.ts';

/** How long a reply can be recalled before anybody else sees it, in milliseconds. */
export const recallFor = 10_000;

export interface NewNote {
  audience: 'everyone' | 'staff';
  body: string;
  mentions?: readonly string[];
  /** False: others see it at once. */
  held?: boolean;
}

const inPublic = new WeakSet<Commit>();

/** Whether a commit says something to everybody whom its record concerns. */
export function saidInPublic(commit: Commit): boolean {
  return inPublic.has(commit);
}

/**
 * Adds a note to the record of a commit: a reply that the user reads, or an internal note. A reply from the
 * workspace is held for ten seconds, in which it can be recalled. Returns its id.
 */
export function addNote(commit: Commit, note: NewNote): string {
  const { ctx, id: item, customer } = commit;
  const id = newId(ctx.now);
  const held = note.held ?? (note.audience === 'everyone' && ctx.face === 'workspace' && ctx.actor.kind === 'person');
  const release = new Date(ctx.now + (held ? recallFor : 0)).toISOString();
  commit.writes.push({
    into: 'note',
    sql: `insert into note (id, item, customer, kind, audience, author, channel, at, body, mentions, release_at, released_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    parameters: [
      id,
      item,
      customer,
      note.audience === 'everyone' ? 'reply' : 'note',
      note.audience,
      ctx.actor.person,
      ctx.face === 'portal' ? 'portal' : ctx.request.origin,
      new Date(ctx.now).toISOString(),
      note.body,
      note.mentions ?? [],
      release,
      held ? null : release,
    ],
  });
  takeAlong(commit, id, note.audience);
  if (held) setTimer(commit, 'note.release', ctx.now + recallFor, { note: id });
  const data = { note: id, audience: note.audience, mentions: note.mentions ?? [] };
  if (!held || note.audience === 'staff') commit.announcements.push(noteEvents.say('note.added', data));
  else commit.announcements.push(noteEvents.say('note.held', { note: id }));
  commit.notes['note'] = id;
  if (note.audience === 'everyone') inPublic.add(commit);
  return id;
}

const filesOf = (commit: Commit): string[] => [...new Set((commit.input['attachments'] as string[] | undefined) ?? [])];

/** Refuses a message that names a file which cannot go with it: it would be sent without, and nobody would know. */
export async function mustBeAtHand(commit: Commit): Promise<void> {
  const files = filesOf(commit);
  if (files.length === 0) return;
  const found = await commit.tx.query({
    sql: `select 1 from attachment
      where id = any($1::uuid[]) and item = $2 and by = $3 and note is null and removed_at is null`,
    parameters: [files.filter((id) => isId(id)), commit.id, commit.ctx.actor.person],
  });
  if (found.length === files.length) return;
  const gone = message('note.file-not-at-hand');
  throw new Refusal('invalid', gone, { attachments: gone });
}

/** The files of a message that is taken back are its author's loose ones again, and colleagues' alone to see. */
export function letGo(commit: Commit, note: string): void {
  commit.writes.push({
    sql: `update attachment set note = null, audience = 'staff' where note = $1 and removed_at is null`,
    parameters: [note],
  });
}

/** The author's own loose files that the input names become part of the message, and are read where it is. */
function takeAlong(commit: Commit, note: string, audience: 'everyone' | 'staff'): void {
  const files = filesOf(commit).filter((id) => isId(id));
  if (files.length === 0) return;
  commit.writes.push({
    sql: `update attachment set note = $1, audience = $2
      where id = any($3::uuid[]) and item = $4 and by = $5 and note is null and removed_at is null`,
    parameters: [note, audience, files, commit.id, commit.ctx.actor.person],
  });
}
