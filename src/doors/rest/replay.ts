import { createHash } from 'node:crypto';
import { canonicalJson } from '#/base/canonical.ts';
import { Refusal } from '#/base/refusal.ts';
import { findItem } from '#/capabilities/search/server/find-item.ts';
import { isId } from '#/platform/ids.ts';
import type { Actor, Context } from '#/record/server/context.ts';

/** On what a stored answer depends: it is given again only while both hold. */
export interface Dependence {
  /** Ids or numbers of the records whose content it shows. */
  shows: readonly string[];
  /** What its reader was allowed then: see {@link rightsOf}. */
  rights: string;
}

const digests = new WeakMap<Actor['grants'], string>();

/** A digest of everything that decides what an actor may see and do; lists in whatever order they were read. */
export function rightsOf(actor: Actor): string {
  let digest = digests.get(actor.grants);
  if (digest === undefined) digests.set(actor.grants, (digest = digestOf(actor)));
  // A person's rights are read once for all their keys; the scopes are the key's own.
  return actor.scopes === null ? digest : `${digest} ${actor.scopes.toSorted().join(' ')}`;
}

function digestOf({ kind, person, workspace, wall, grants, attributes }: Actor): string {
  const facts = {
    kind,
    person,
    workspace,
    wall,
    attributes: Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, sorted(value)])),
    grants: sorted([...grants].map(([permission, filters]) => [permission, sorted(filters)])),
  };
  return createHash('sha256').update(canonicalJson(facts)).digest('base64url');
}

function sorted(value: unknown): unknown {
  return Array.isArray(value) ? value.map((one) => canonicalJson(one)).toSorted() : value;
}

/** The records that an answer shows: the one that its address names, and every `record` in its body. */
export function shownIn(path: string, params: Readonly<Record<string, string>>, body: unknown): string[] {
  const shown = new Set<string>();
  if (/\/items\/:id(\/|$)/.test(path) && params['id'] !== undefined && body !== undefined) shown.add(params['id']);
  collect(body, shown);
  return [...shown];
}

function collect(value: unknown, into: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const entry of value) collect(entry, into);
    return;
  }
  const { record, rows } = value as { record?: unknown; rows?: unknown };
  const { id } = (record ?? {}) as { id?: unknown };
  if (typeof id === 'string' && isId(id)) into.add(id);
  collect(rows, into);
}

/**
 * Refuses an answer from before to whom it no longer belongs: with `not-found` where a record that it shows is not to
 * be seen by them now, with `conflict` where their rights have changed, so that nobody can tell what of it they may
 * still know. What was asked for has been done in either case, and is not done again.
 */
export async function mayHaveAgain(ctx: Context, { shows, rights }: Dependence): Promise<void> {
  for (const shown of shows) await findItem(ctx, shown);
  if (rights !== rightsOf(ctx.actor)) throw new Refusal('conflict', 'refusal.done-already');
}
