import { set } from '#/record/server/commit/commit.ts';
import type { Commit, Row, Stage } from '#/record/server/commit/commit.ts';
import { toldAt } from '#/record/shared/define.ts';
import type { OwnField } from '#/record/shared/field.ts';
import { fieldByField, ownKey, ownValues } from '#/record/shared/own-fields.ts';
import type { Changes } from '#/record/shared/own-fields.ts';
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
    // Asked only then: whatever waits here holds up every change.
    const values = [commit.before ?? {}, commit.after].flatMap((row) => Object.keys(ownValues(row)));
    if (!changed.includes('custom') || values.length === 0) return write(commit, changed, {});
    return commit.ctx.kit
      .customFields(commit.ctx, commit.type.definition.name)
      .then((own) => write(commit, changed, own));
  },
};

type OwnFields = Readonly<Record<string, OwnField>>;

function write(commit: Commit, changed: readonly string[], own: OwnFields): void {
  const changes = byField(commit, changed);
  const open = Object.entries(changes).filter(([field]) => isPublic(commit, own, field));
  const inner = Object.entries(changes).filter(([field]) => !isPublic(commit, own, field));
  const entries: Entry[] = [];
  if (open.length > 0 || Object.keys(commit.told).length > 0) {
    entries.push(entryOf(commit, 'everyone', { ...payloadOf(open), ...commit.told }));
    commit.notes['public'] = true;
  }
  if (inner.length > 0 || Object.keys(commit.remarks).length > 0) {
    entries.push(entryOf(commit, 'staff', { ...payloadOf(inner), ...commit.remarks }));
  }
  if (entries.length === 0) return;
  commit.writes.push(appendEntries(entries));
  if (commit.type.definition.follow) {
    set(commit, toldAt, lastTold(entries, commit.before?.[toldAt] as string | undefined));
  }
}

/** What changed, customers' own fields each by itself: some are told to everyone, others to staff. */
function byField({ before, after }: Commit, changed: readonly string[]): Changes {
  const all = changed.map((field) => [field, [before?.[field] ?? null, after[field] ?? null]] as const);
  const changes = Object.fromEntries(all);
  const named = fieldByField(changes);
  const { custom } = changes;
  // Nothing in it is another value, and yet it was written: kept as it stands.
  return custom && !Object.keys(named).some((field) => ownKey(field) !== null) ? { ...named, custom } : named;
}

/** Whether people outside of the desk may read a field's changes. */
function isPublic({ type }: Commit, own: OwnFields, field: string): boolean {
  const { follow, fields } = type.definition;
  const key = ownKey(field);
  if (follow === undefined || field === 'custom') return false;
  if (key !== null) return Object.hasOwn(own, key) && own[key]?.audience === 'everyone';
  return fields[field]?.audience !== 'staff';
}

const payloadOf = (changes: readonly (readonly [string, unknown])[]): Row =>
  changes.length === 0 ? {} : { changes: Object.fromEntries(changes) };

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
