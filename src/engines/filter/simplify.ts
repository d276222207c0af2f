import { allOf, anyOf, everything, nothing, type Condition, type Filter } from './ast.ts';
import { own, type ActorAttributes } from './schema.ts';

/**
 * An equal filter with nothing idle in it: constants folded, nested groups joined, double negations and repetitions
 * gone, `in ()` false. With an actor, conditions on attributes the actor does not have fall away too, so that
 * `group in my.groups` costs nobody without groups an arm of the query (then it holds for that actor only).
 */
export function simplify(filter: Filter, actor?: ActorAttributes): Filter {
  switch (filter.kind) {
    case 'and':
    case 'or': {
      const neutral = filter.kind === 'and';
      const parts = new Map<string, Filter>();
      for (const part of filter.of) {
        const simple = simplify(part, actor);
        if (simple.kind === 'always' && simple.value !== neutral) return simple;
        if (simple.kind === 'always') continue;
        for (const item of simple.kind === filter.kind ? simple.of : [simple]) parts.set(JSON.stringify(item), item);
      }
      return neutral ? allOf([...parts.values()]) : anyOf([...parts.values()]);
    }
    case 'not': {
      const inner = simplify(filter.of, actor);
      if (inner.kind === 'always') return inner.value ? nothing : everything;
      return inner.kind === 'not' ? inner.of : { kind: 'not', of: inner };
    }
    case 'condition':
      return isNeverTrue(filter, actor) ? nothing : filter;
    default:
      return filter;
  }
}

function isNeverTrue({ operator, values }: Condition, actor: ActorAttributes | undefined): boolean {
  if (operator === 'is empty' || operator === 'is not empty') return false;
  if (operator === 'in' && values.length === 0) return true;
  if (actor === undefined || values.length === 0) return false;
  const known = values.map((value) =>
    typeof value === 'object' && 'actor' in value ? own(actor, value.actor) : value,
  );
  if (operator === '!=' || operator === 'not in') return known.some((value) => value === null || value === undefined);
  return known.every((value) => value === null || value === undefined || (Array.isArray(value) && value.length === 0));
}
