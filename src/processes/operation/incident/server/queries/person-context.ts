import { notFound } from '#/base/refusal.ts';
import { getRecord } from '#/record/server/read/get.ts';
import type { Context } from '#/record/server/context.ts';
import type { PersonContext } from '#/processes/operation/incident/shared/beside.ts';
import { casesOfPerson, itemsOfPerson } from './cases-of-person.ts';
import { incidentType } from './incident-type.ts';
import { namesIn } from './incident-context.ts';
import { personCards } from './person-cards.ts';

/** A person's card, their cases and items, as far as the actor may see each. */
export async function personContext(ctx: Context, id: string | undefined): Promise<PersonContext> {
  const type = ctx.kit.types.get('person');
  if (!type || id === undefined) throw notFound();
  await getRecord(ctx, type, id);
  const [[person], cases, items] = await Promise.all([
    personCards(ctx, [id]),
    casesOfPerson(ctx, incidentType(ctx), id),
    itemsOfPerson(ctx, id),
  ]);
  if (!person) throw notFound();
  return { person, cases, items, names: await namesIn(ctx, cases) };
}
