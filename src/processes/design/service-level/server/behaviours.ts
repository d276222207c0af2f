import { keepFilter } from '#/processes/foundation/server/api.ts';
import type { Behaviour } from '#/record/server/kit.ts';

/** The filter of a policy is one that can be read. */
const keep = keepFilter((row) => row['kind'] as string);

export const serviceLevelBehaviours: Readonly<Record<string, Behaviour>> = {
  'clock-policy.create': keep,
  'clock-policy.edit': keep,
};
