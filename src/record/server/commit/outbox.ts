import type { Commit, Stage } from './commit.ts';

/** Writes the one row that everything which comes after is made from: reactions, notifications, live updates. */
export const outbox: Stage = {
  name: 'outbox',
  run(commit) {
    const { ctx, type, before, after, id } = commit;
    const changed = commit.notes['changed'] as string[];
    const { facts } = type.definition;
    if (before && changed.length === 0 && commit.announcements.length === 0) return;
    commit.writes.push({
      into: 'outbox',
      sql: `insert into outbox (at, item, customer, kind, action, actor, version, payload)
        values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      parameters: [
        new Date(ctx.now).toISOString(),
        id,
        commit.customer,
        type.definition.name,
        commit.action,
        ctx.actor.person,
        after['version'],
        JSON.stringify({
          changed,
          state: [before?.['state'] ?? null, after['state']],
          announced: commit.announcements,
          origin: ctx.request.origin,
          ...(facts ? { facts: Object.fromEntries(facts.map((field) => [field, after[field] ?? null])) } : {}),
          ...(isPublic(commit) ? { public: true } : {}),
        }),
      ],
    });
  },
};

/** Whether it left something that everybody may know who follows the record: a public fact, or words said to them. */
function isPublic({ notes, announcements }: Commit): boolean {
  if (notes['public'] === true) return true;
  return announcements.some(({ name, data }) => name === 'note.added' && data?.['audience'] === 'everyone');
}
