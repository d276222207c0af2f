import { compileFunction } from 'node:vm';
import pg from 'pg';
import { Recent } from './recent.ts';

// Counts and sums fit a JavaScript number in every table of ours; strings would leak into the API.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
pg.types.setTypeParser(pg.types.builtins.NUMERIC, Number);
pg.types.setTypeParser(pg.types.builtins.DATE, (value) => value);
// Instants stay what PostgreSQL sends, turned into ISO 8601: building a Date for each costs more than the row.
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, toIso);

/** `2026-11-21 10:00:00.123+00` → `2026-11-21T10:00:00.123Z`. The pools fix the session's zone to UTC. */
function toIso(value: string): string {
  const iso = `${value.slice(0, 10)}T${value.slice(11, 19)}`;
  const fraction = value.slice(19, -3);
  return fraction === '' ? `${iso}.000Z` : `${iso}${fraction.padEnd(4, '0').slice(0, 4)}Z`;
}

/** A column of an answer, as the server describes it. */
export interface Column {
  name: string;
  dataTypeID: number;
}

/** Makes an object of one row's values, which come as text. */
export type Reader = (values: readonly (string | null)[]) => unknown;

const readers = new Recent<string, Reader>(2000);
/** The parser of types that are text anyway. */
const asIs = pg.types.getTypeParser(pg.types.builtins.TEXT);

/** The reader of rows with these columns: an object literal, compiled once, so that all rows have one hidden class. */
export function readerOf(columns: readonly Column[]): Reader {
  const key = JSON.stringify(columns.map(({ name, dataTypeID }) => [name, dataTypeID]));
  let reader = readers.get(key);
  if (!reader) readers.set(key, (reader = compile(columns)));
  return reader;
}

function compile(columns: readonly Column[]): Reader {
  const parsers = columns.map(({ dataTypeID }) => pg.types.getTypeParser(dataTypeID));
  const members = columns.map(({ name }, n) => {
    const value = parsers[n] === asIs ? `values[${n}]` : `values[${n}] === null ? null : parsers[${n}](values[${n}])`;
    return `[${JSON.stringify(name)}]: ${value}`;
  });
  return (
    compileFunction(`return (values) => ({ ${members.join(', ')} });`, ['parsers']) as (with_: unknown) => Reader
  )(parsers);
}
