import { wordAsMapped } from '#/capabilities/mapping/shared/case.ts';
import type { FieldMapping, From, Mapping, StateMapping } from '#/capabilities/mapping/shared/mapping.ts';

/** Where a field's value may come from, as a person chooses it. */
export type Origin = 'nothing' | 'constant' | 'template' | `column ${string}`;

/** What is chosen for a field now. */
export function originOf(from: From | undefined): Origin {
  if (!from) return 'nothing';
  if ('constant' in from) return 'constant';
  return 'template' in from ? 'template' : `column ${from.column}`;
}

/** The choice as the mapping writes it; what was typed before is kept where it still means something. */
export function fromOf(origin: Origin, before: From | undefined): From | undefined {
  if (origin === 'nothing') return undefined;
  if (origin === 'constant') return before && 'constant' in before ? before : { constant: '' };
  if (origin === 'template') {
    if (before && 'template' in before) return before;
    return { template: before && 'column' in before ? `{${before.column}}` : '' };
  }
  const column = origin.slice('column '.length);
  return before && 'column' in before && before.take ? { ...before, column } : { column };
}

/** A mapping with another origin of the number; without one each case is given a new number. */
export function withNumber({ number: _, ...mapping }: Mapping, number: From | undefined): Mapping {
  return number === undefined ? mapping : { ...mapping, number };
}

/** A mapping with one field changed; a field that says nothing any more is left out. */
export function withField(mapping: Mapping, name: string, change: Partial<FieldMapping>): Mapping {
  const field = dropEmpty({ ...mapping.fields[name], ...change });
  const fields = { ...mapping.fields, [name]: field };
  return { ...mapping, fields };
}

/** The same for what events say of a field; null takes it out. */
export function withEventField(mapping: Mapping, name: string, change: Partial<FieldMapping> | null): Mapping {
  const { history } = mapping;
  if (!history) return mapping;
  const { [name]: before, ...others } = history.fields ?? {};
  const fields = change === null ? others : { ...others, [name]: dropEmpty({ ...before, ...change }) };
  return { ...mapping, history: { ...history, fields } };
}

function dropEmpty(field: FieldMapping): FieldMapping {
  return Object.fromEntries(Object.entries(field).filter(([, value]) => value !== undefined)) as FieldMapping;
}

/** The statuses of the source, as `a/b` where two columns say them. */
export function statusOf(mapping: Mapping) {
  return mapping.history?.state ?? mapping.state ?? { columns: [], map: {} };
}

/** A mapping with another status. */
export function withStatus(mapping: Mapping, change: Partial<ReturnType<typeof statusOf>>): Mapping {
  const state = { ...statusOf(mapping), ...change };
  return mapping.history ? { ...mapping, history: { ...mapping.history, state } } : { ...mapping, state };
}

/** A mapping in which a status means a state; null: the word is not known. */
export function withState(mapping: Mapping, word: string, to: StateMapping | null): Mapping {
  const { [word]: _, ...others } = statusOf(mapping).map;
  return withStatus(mapping, { map: to === null ? others : { ...others, [word]: to } });
}

/**
 * A mapping whose status comes from other columns. What was chosen for every other word was chosen for the words of the
 * old ones, and is asked anew; words that are known get the state that they most likely mean.
 */
export function withStatusColumns(
  mapping: Mapping,
  columns: readonly string[],
  words: readonly string[],
  known: Readonly<Record<string, StateMapping>>,
): Mapping {
  const { map: before } = statusOf(mapping);
  const found = words.map(wordAsMapped).flatMap((word): [string, StateMapping][] => {
    const state = before[word] ?? known[word];
    return state === undefined ? [] : [[word, state]];
  });
  // Of two columns the pairs are not known beforehand.
  const map = columns.length === 1 ? Object.fromEntries(found) : before;
  const state = { columns, map };
  return mapping.history ? { ...mapping, history: { ...mapping.history, state } } : { ...mapping, state };
}
