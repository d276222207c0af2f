import type { FieldMapping, Mapping } from '#/capabilities/mapping/shared/mapping.ts';

/** Columns that tell the events of a table apart. */
export interface EventColumns {
  /** When an event happened; empty: somebody has to say. */
  time: string;
  author?: string | undefined;
}

/**
 * A mapping of a table with a row for each case, of the same table with a row for each event: the status becomes that
 * of events, and so do the fields that events may change, where a column says them. What they are where the file says
 * nothing stays with the case.
 */
export function withEvents(mapping: Mapping, { time, author }: EventColumns, eventFields: readonly string[]): Mapping {
  const { state, fields, history, ...others } = mapping;
  const changing = Object.entries(fields).filter(
    ([name, { from }]) => eventFields.includes(name) && from !== undefined && 'column' in from,
  );
  const ofEvents = changing.map(([name, { default: _, ...field }]) => [name, field] as const);
  const ofCases = Object.entries(fields).flatMap(([name, field]): [string, FieldMapping][] => {
    if (!changing.some(([changed]) => changed === name)) return [[name, field]];
    return field.default === undefined ? [] : [[name, { default: field.default }]];
  });
  return {
    ...others,
    source: { ...mapping.source, rows: 'event' },
    fields: Object.fromEntries(ofCases),
    history: {
      time,
      ...(author === undefined ? {} : { author }),
      state: history?.state ?? state ?? { columns: [], map: {} },
      fields: { ...Object.fromEntries(ofEvents), ...history?.fields },
      ...(history?.facts ? { facts: history.facts } : {}),
    },
  };
}

/** The other way: what events say becomes what the row of a case says. */
export function withoutEvents(mapping: Mapping): Mapping {
  const { history, fields, ...others } = mapping;
  const ofEvents = Object.entries(history?.fields ?? {}).map(([name, field]) => [name, { ...fields[name], ...field }]);
  const state = history?.state ?? mapping.state;
  return {
    ...others,
    source: { ...mapping.source, rows: 'case' },
    fields: { ...fields, ...Object.fromEntries(ofEvents) },
    ...(state ? { state } : {}),
  };
}
