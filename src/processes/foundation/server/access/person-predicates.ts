import type { Predicate } from '#/engines/filter/schema.ts';
import { canWorkPredicate } from './can-work.ts';
import { involvement } from './predicates.ts';

const { served } = involvement({
  table: 'person',
  columns: [],
  customerColumn: 'organisation',
  customerField: 'organisation',
});

/** `is:served`: people of an organisation that one of my groups serves; `is:can-work`: who is there and may sign in. */
export const personPredicates: Readonly<Record<string, Predicate>> = {
  ...(served ? { served } : {}),
  'can-work': canWorkPredicate,
};
