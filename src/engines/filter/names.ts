import { allOf, anyOf, isNamedRecord, type Condition, type Filter, type Value } from './ast.ts';
import { visit } from './parts-of.ts';

/** The records a filter means by name, each once: what has to be looked up before it is stored. */
export function namesOf(filter: Filter): { field: string; name: string }[] {
  const found = new Map<string, { field: string; name: string }>();
  visit(filter, (leaf) => {
    if (leaf.kind !== 'condition') return;
    for (const value of leaf.values) {
      if (!isNamedRecord(value)) continue;
      found.set(JSON.stringify([leaf.field, value.name]), { field: leaf.field, name: value.name });
    }
  });
  return [...found.values()];
}

/**
 * Puts ids in the place of names, since names change and ids do not. `lookUp` gives the ids of all records of that
 * name; a name nobody has stays, and equals nothing.
 */
export function resolveNames(
  filter: Filter,
  lookUp: (field: string, name: string) => readonly (string | number)[],
): Filter {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return { kind: filter.kind, of: filter.of.map((part) => resolveNames(part, lookUp)) };
    case 'not':
      return { kind: 'not', of: resolveNames(filter.of, lookUp) };
    case 'condition':
      return filter.values.some(isNamedRecord) ? resolveCondition(filter, lookUp) : filter;
    default:
      return filter;
  }
}

function resolveCondition(
  condition: Condition,
  lookUp: (field: string, name: string) => readonly (string | number)[],
): Filter {
  const { field, operator } = condition;
  const values = condition.values.flatMap((value): readonly Value[] => {
    if (!isNamedRecord(value)) return [value];
    const ids = lookUp(field, value.name);
    return ids.length > 0 ? ids : [value];
  });
  if (values.length === 1 || operator === 'in' || operator === 'not in') return { ...condition, values };
  if (operator === '=') return { ...condition, operator: 'in', values };
  if (operator === '!=') return { ...condition, operator: 'not in', values };
  const each = values.map((value): Filter => ({ ...condition, values: [value] }));
  return operator === 'has' ? anyOf(each) : allOf(each);
}
