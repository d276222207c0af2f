import { customFieldsOf } from '#/capabilities/custom-fields/server/fields-of.ts';
import { createKit } from '#/record/server/kit.ts';
import type { Kit } from '#/record/server/kit.ts';
import { stages } from './commit.ts';
import { behaviours, capabilities, predicates, shapes } from './processes.server.ts';
import { records } from './records.ts';

/** The record kit with everything that the product consists of. */
export function buildKit(): Kit {
  return createKit({ records, capabilities, behaviours, predicates, shapes, stages, customFields: customFieldsOf });
}
