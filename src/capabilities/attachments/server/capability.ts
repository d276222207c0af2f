import { message, notFound, Refusal } from '#/base/refusal.ts';
import { isId } from '#/platform/ids.ts';
import { choice, integer, required, text } from '#/record/shared/field.ts';
import type { Commit } from '#/record/server/commit/commit.ts';
import type { Capability } from '#/record/server/kit.ts';
import { may } from '#/record/server/permission.ts';
import { mustFit } from './quota.ts';
import { readableAttachment } from './read-attachments.ts';
import { Parameters } from '#/platform/database/build.ts';

/** Files that belong to a record, or to one of its messages. Taking one away leaves a row that says who did. */
export const attachments: Capability = {
  name: 'attachments',
  steps(definition) {
    const anywhere = Object.keys(definition.states);
    // What is handed in to a record that has ended would reach nobody.
    const going = anywhere.filter((state) => !definition.frozen?.includes(state));
    return {
      attach: {
        from: going,
        to: null,
        may: `${definition.name}.reply`,
        hidden: true,
        // Whoever could name a digest could read the file that has it, whosever it is.
        vouched: true,
        input: {
          attachment: required(text()),
          audience: choice(['everyone', 'staff']),
          note: text(),
          name: required(text({ max: 255 })),
          mediaType: required(text()),
          size: required(integer({ min: 1 })),
          sha256: required(text({ max: 64 })),
        },
      },
      'remove-attachment': {
        from: anywhere,
        to: null,
        may: `${definition.name}.reply`,
        hidden: true,
        input: { attachment: required(text()) },
      },
    };
  },
  behaviours: { attach: { apply: attach }, 'remove-attachment': { apply: remove } },
};

/** Writes the row of a file that is on the disk already. What belongs to a message is read where the message is. */
async function attach(commit: Commit): Promise<void> {
  const { ctx, input, id: item, tx } = commit;
  const note = await ownNote(commit);
  const audience = note?.audience ?? (ctx.face === 'portal' ? 'everyone' : (input['audience'] ?? 'staff'));
  // What one person attaches to several records at a time is counted in turn.
  await tx.query({
    sql: `select pg_advisory_xact_lock(hashtextextended('attachments of ' || $1, 0))`,
    parameters: [ctx.actor.person],
  });
  await mustFit(ctx, tx.query, item, Number(input['size']));
  commit.writes.push({
    sql: `insert into attachment (id, item, customer, note, audience, name, media_type, size, sha256, by, at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, decode($9, 'hex'), $10, $11)`,
    parameters: [
      input['attachment'],
      item,
      commit.customer,
      note?.id ?? null,
      audience,
      input['name'],
      input['mediaType'],
      input['size'],
      input['sha256'],
      ctx.actor.person,
      new Date(ctx.now).toISOString(),
    ],
  });
  // Ids only: the name is read from the row, by those who may.
  if (!note) (audience === 'everyone' ? commit.told : commit.remarks)['attachment'] = input['attachment'];
  commit.announcements.push({ name: 'attachment.added', data: { attachment: input['attachment'], audience } });
}

/** The message that a file goes to: one of this record, by the person who attaches. */
async function ownNote(commit: Commit): Promise<{ id: string; audience: 'everyone' | 'staff' } | null> {
  const id = commit.input['note'];
  if (id == null) return null;
  const [note] = isId(id)
    ? await commit.tx.query<{ id: string; audience: 'everyone' | 'staff' }>({
        sql: 'select id, audience from note where id = $1 and item = $2 and author = $3 and recalled_at is null',
        parameters: [id, commit.id, commit.ctx.actor.person],
      })
    : [];
  const hidden = commit.ctx.face === 'portal' && note?.audience !== 'everyone';
  if (!note || hidden) throw new Refusal('invalid', 'refusal.invalid', { note: message('attachment.not-your-note') });
  return note;
}

async function remove(commit: Commit): Promise<void> {
  const { ctx, input, id: item, tx, type } = commit;
  if (!isId(input['attachment'])) throw notFound();
  const parameters = new Parameters();
  const [found] = await tx.query<{ by: string | null; audience: string }>({
    sql: `select a.by, a.audience from attachment a where a.id = ${parameters.value(input['attachment'])}::uuid
      and a.item = ${parameters.value(item)}::uuid and ${readableAttachment(ctx, 'a', parameters)}`,
    parameters: parameters.values,
  });
  if (!found) throw notFound();
  const worksOnIt = ctx.face === 'workspace' && (await may(ctx, type, type.definition.edit, commit.before));
  if (found.by !== ctx.actor.person && !worksOnIt) {
    throw new Refusal('forbidden', message('attachment.not-yours'));
  }
  commit.writes.push({
    sql: 'update attachment set removed_at = $2, removed_by = $3 where id = $1',
    parameters: [input['attachment'], new Date(ctx.now).toISOString(), ctx.actor.person],
  });
  (found.audience === 'everyone' ? commit.told : commit.remarks)['removedAttachment'] = input['attachment'];
  commit.announcements.push({ name: 'attachment.removed', data: { attachment: input['attachment'] } });
}
