import { message, Refusal } from '#/base/refusal.ts';
import type { Actor } from '#/record/server/context.ts';
import type { Behaviour } from '#/record/server/kit.ts';
import { holds } from '#/record/server/permission.ts';

// Which customers staff see hangs on their groups and on the tree of organisations. Whoever may edit those may put others
// where they like; who would come to see more themselves gives themselves rights, and needs the right to give rights.

/** Whether somebody may give rights; asked of the person where the system does in their name what they decided. */
const givesRights = (actor: Actor): boolean =>
  holds(actor.person === null ? actor : { ...actor, kind: 'person' }, 'access.edit');

function refuse(field: string, why: string): never {
  const needed = message('refusal.forbidden', { permission: 'access.edit' });
  throw new Refusal('forbidden', needed, { [field]: message(why) });
}

/** Nobody puts themselves into a group, or widens one that they are in, without the right to give rights. */
export const saveGroup: Behaviour = {
  apply({ ctx, before, after }) {
    const me = ctx.actor.person;
    if (me === null || givesRights(ctx.actor) || after['state'] === 'retired') return;
    if (!(after['members'] as string[]).includes(me)) return;
    const was = before?.['state'] === 'active' && (before['members'] as string[]).includes(me);
    if (was && !wider(before['serves'] as string[], after['serves'] as string[])) return;
    const field = was ? 'serves' : 'members';
    refuse(field, `access.own-group-${field}`);
  },
};

/** Whether a group serves somebody whom it did not; none named are all. */
function wider(before: readonly string[], after: readonly string[]): boolean {
  if (before.length === 0) return false;
  return after.length === 0 || after.some((one) => !before.includes(one));
}

/** Nor does anybody move an organisation below one that they serve, or are a contact of, with all below. */
export const saveOrganisation: Behaviour = {
  apply({ ctx, id, before, after }) {
    const parent = after['parent'] as string | null | undefined;
    if (!parent || parent === before?.['parent'] || ctx.actor.person === null || givesRights(ctx.actor)) return;
    const { serves = [], servesAll, contactOf = [] } = ctx.actor.attributes as Partial<Reach>;
    const comes = (reached: readonly string[]) => reached.includes(parent) && !reached.includes(id);
    if ((!servesAll && comes(serves)) || comes(contactOf)) refuse('parent', 'access.own-organisation-parent');
  },
};

/** Of the attributes of an actor, those by which organisations are theirs, each with all below it. */
interface Reach {
  serves: readonly string[];
  servesAll: boolean;
  contactOf: readonly string[];
}
