import { seedServiceLevels } from '#/processes/design/service-level/seed/baseline.ts';
import { seedFoundation } from '#/processes/foundation/seed/baseline.ts';
import type { SeedOptions } from '#/processes/foundation/seed/baseline.ts';
import { seedIncident } from '#/processes/operation/incident/seed/baseline.ts';
import type { Context } from '#/record/server/context.ts';

/** What ships with the product, so that a desk can take a case on the first day. Running it again changes nothing. */
export async function seedBaseline(ctx: Context, options: SeedOptions): Promise<void> {
  const { hours, always, desk } = await seedFoundation(ctx, options);
  await seedServiceLevels(ctx, { hours, always }, options.language);
  await seedIncident(ctx, desk, options.language);
}
