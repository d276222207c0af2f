import { set } from '#/record/server/commit/commit.ts';
import type { Commit, Row, Stage } from '#/record/server/commit/commit.ts';
import { toldAt } from '#/record/shared/define.ts';
import { appendEntries } from './append.ts';
import type { Entry } from './append.ts';
import { lastTold } from './last-told.ts';

/** Writes what happened: public facts in an entry for everyone, the rest in one for staff; keeps when the former moved. */
export const history: Stage = {
  name: 'history',
  run(commit) {
    const changed = commit.notes['changed'] as string[];
    const remarked = Object.keys(commit.remarks).length + Object.keys(commit.told).length > 0;
    if (commit.before && changed.length === 0 && !remarked) return;
    const open = changed.filter((field) => isPublic(commit, field));
    const inner = changed.filter((field) => !isPublic(commit, field));
    const entries: Entry[] = [];
    if (open.length > 0 || Object.keys(commit.told).length > 0) {
      entries.push(entryOf(commit, 'everyone', { ...changes(commit, open), ...commit.told }));
      commit.notes['public'] = true;
    }
    if (inner.length > 0 || Object.keys(commit.remarks).length > 0) {
      entries.push(entryOf(commit, 'staff', { ...changes(commit, inner), ...commit.remarks }));
    }
    if (entries.length === 0) return;
    commit.writes.push(appendEntries(entries));
    if (commit.type.definition.follow) {
      set(commit, toldAt, lastTold(entries, commit.before?.[toldAt] as string | undefined));
    }
  },
};

function isPublic(commit: Commit, field: string): boolean {
  const definition = commit.type.definition;
  return definition.follow !== undefined && field !== 'custom' && definition.fields[field]?.audience !== 'staff';
}

function changes(commit: Commit, fields: readonly string[]): Row {
  if (fields.length === 0) return {};
  const { before, after } = commit;
  return {
    changes: Object.fromEntries(fields.map((field) => [field, [before?.[field] ?? null, after[field] ?? null]])),
  };
}

function entryOf(commit: Commit, audience: Entry['audience'], payload: Row): Entry {
  const { ctx, type, id, action, after, customer } = commit;
  return {
    item: id,
    customer,
    kind: type.definition.name,
    action,
    audience,
    at: new Date(ctx.now).toISOString(),
    actor: ctx.actor.person,
    origin: ctx.request.origin,
    request: ctx.request.id,
    version: (after['version'] as number | undefined) ?? null,
    payload,
  };
}
