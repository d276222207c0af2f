import type { Predicate } from '#/engines/filter/schema.ts';
import { involvement } from './predicates.ts';

const { served } = involvement({
  table: 'person',
  columns: [],
  customerColumn: 'organisation',
  customerField: 'organisation',
});

/** `is:served`: people of an organisation that one of my groups serves. */
export const personPredicates: Readonly<Record<string, Predicate>> = served ? { served } : {};
