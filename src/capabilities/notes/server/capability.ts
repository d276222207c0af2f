import { message, Refusal } from '#/base/refusal.ts';
import { recallAnswer } from '#/capabilities/clocks/server/recall.ts';
import { faceOf } from '#/capabilities/notifications/server/people.ts';
import { isId } from '#/platform/ids.ts';
import { longText, refs, required, text } from '#/record/shared/field.ts';
import type { Commit } from '#/record/server/commit/commit.ts';
import type { Capability } from '#/record/server/kit.ts';
import { attachedFiles } from '#/capabilities/notes/shared/attached.ts';
import { noteEvents } from '#/capabilities/notes/shared/events.ts';
import { addNote, letGo, mustBeAtHand, recallFor } from './add-note.ts';

const body = required(longText({ max: 100_000 }));

/** Public replies and internal notes. They leave the version alone: an edit under way is not made stale by one. */
export const notes: Capability = {
  name: 'notes',
  steps: (definition) => {
    const anywhere = Object.keys(definition.states);
    const alive = anywhere.filter((state) => definition.states[state] !== 'ended');
    return {
      reply: { from: alive, to: null, may: `${definition.name}.reply`, input: { body, attachments: attachedFiles } },
      note: {
        from: anywhere,
        to: null,
        may: `${definition.name}.note`,
        input: { body, attachments: attachedFiles, mentions: refs('person', { audience: 'staff', max: 20 }) },
      },
      recall: {
        from: anywhere,
        to: null,
        may: `${definition.name}.reply`,
        hidden: true,
        input: { note: required(text()) },
      },
      'release-note': { from: anywhere, to: null, may: 'system', hidden: true, input: { note: required(text()) } },
    };
  },
  behaviours: {
    reply: {
      async apply(commit) {
        await mustBeAtHand(commit);
        addNote(commit, { audience: 'everyone', body: commit.input['body'] as string });
      },
    },
    note: {
      async apply(commit) {
        const mentions = (commit.input['mentions'] as string[] | undefined) ?? [];
        await refuseStrangers(commit, mentions);
        await mustBeAtHand(commit);
        addNote(commit, { audience: 'staff', body: commit.input['body'] as string, mentions });
        for (const person of mentions) {
          commit.writes.push({
            sql: `insert into item_access (item, person, reason, customer, at, by) values ($1, $2, 'mentioned', $3, $4, $5)
              on conflict do nothing`,
            parameters: [
              commit.id,
              person,
              commit.customer,
              new Date(commit.ctx.now).toISOString(),
              commit.ctx.actor.person,
            ],
          });
        }
      },
    },
    recall: { apply: recall },
    'release-note': {
      async apply(commit) {
        const note = await heldNote(commit);
        if (!note) return;
        commit.writes.push({
          sql: 'update note set released_at = release_at where id = $1',
          parameters: [note.id],
        });
        const data = { note: note.id, audience: 'everyone', mentions: [] };
        commit.announcements.push(noteEvents.say('note.added', data));
      },
    },
  },
};

/** Only who can read an internal note can be called into it. */
async function refuseStrangers(commit: Commit, mentions: readonly string[]): Promise<void> {
  for (const person of mentions) {
    if ((await faceOf(commit.ctx, person, commit.id)) === 'workspace') continue;
    throw new Refusal('invalid', 'refusal.invalid', { mentions: message('note.cannot-see-it') });
  }
}

interface HeldNote {
  id: string;
  author: string | null;
  at: string;
  body: string;
}

async function heldNote(commit: Commit): Promise<HeldNote | null> {
  const id = commit.input['note'];
  if (!isId(id)) return null;
  const [note] = await commit.tx.query<HeldNote>({
    sql: `select id, author, at, body from note
      where id = $1 and item = $2 and released_at is null and recalled_at is null for update`,
    parameters: [id, commit.id],
  });
  return note ?? null;
}

/** Takes a reply back before anybody has seen it; the text and its files go back to its author. */
async function recall(commit: Commit): Promise<void> {
  const { ctx } = commit;
  const note = await heldNote(commit);
  if (!note || note.author !== ctx.actor.person || Date.parse(note.at) + recallFor < ctx.now) {
    throw new Refusal('step-refused', message('note.too-late-to-recall'));
  }
  commit.writes.push(
    { sql: 'update note set recalled_at = $2 where id = $1', parameters: [note.id, new Date(ctx.now).toISOString()] },
    {
      sql: `delete from timer where item = $1 and kind = 'note.release' and payload ->> 'note' = $2 and fired_at is null`,
      parameters: [commit.id, note.id],
    },
  );
  letGo(commit, note.id);
  recallAnswer(commit, Date.parse(note.at));
  commit.notes['body'] = note.body;
  commit.remarks['recalled'] = note.id;
  // Lists that showed the case as answered show its deadline again, and the author's other windows take it away.
  commit.announcements.push(noteEvents.say('note.recalled', { note: note.id }));
}
