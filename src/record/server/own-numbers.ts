import { numberKey } from '#/base/number.ts';
import { quote } from '#/platform/database/build.ts';
import type { Runner } from '#/platform/database/pools.ts';
import type { RecordType } from './kit.ts';
import { sequenceOf } from './schema.ts';

/**
 * So far ahead of a kind's counter may an imported number be that the counter moves past it. What lies beyond is left
 * alone: one odd number among the imported ones would make all new ones odd.
 */
export const reachOfNumbers = 1_000_000;

/** From which last number to which a counter was moved. */
export interface Moved {
  from: number;
  to: number;
}

/**
 * Moves a kind's counter past imported numbers that look like its own, prefix and width, and are within reach, so that
 * no new record is given one of them. To be asked after those records were written. Null where nothing was to be moved.
 */
export async function skipNumbers(tx: Runner, type: RecordType, numbers: readonly string[]): Promise<Moved | null> {
  const { prefix } = type.definition;
  if (!numbers.some((number) => isOwn(numberKey(number), prefix))) return null;
  const from = await lastGiven(tx, type);
  let to = from;
  for (;;) {
    const highest = await highestWithin(tx, type, to, to + reachOfNumbers);
    if (highest === null) break;
    to = highest;
  }
  if (to === from) return null;
  await tx.query({
    sql: `select setval($1::regclass, $2) from ${quote(sequenceOf(type.definition))} where last_value < $2 or not is_called`,
    parameters: [sequenceOf(type.definition), to],
  });
  return { from, to };
}

/**
 * Moves a counter back to where it was before {@link skipNumbers}, or to the highest number that is still there: after
 * the imported records were removed. Where a number was given meanwhile it stays.
 */
export async function unskipNumbers(tx: Runner, type: RecordType, { from, to }: Moved): Promise<void> {
  const last = (await highestWithin(tx, type, from, to)) ?? from;
  await tx.query({
    sql: `select setval($1::regclass, $2, false) from ${quote(sequenceOf(type.definition))} where last_value = $3 and is_called`,
    parameters: [sequenceOf(type.definition), last + 1, to],
  });
}

/** `INC0000012` where numbers are written with seven digits, more only where they are needed. */
function isOwn(number: string, prefix: string): boolean {
  return number.startsWith(prefix) && /^(?:\d{7}|[1-9]\d{7,11})$/.test(number.slice(prefix.length));
}

async function lastGiven(tx: Runner, type: RecordType): Promise<number> {
  const [row] = await tx.query<{ last: number }>({
    sql: `select case when is_called then last_value else last_value - 1 end as last from ${quote(sequenceOf(type.definition))}`,
    parameters: [],
  });
  return Number(row?.last ?? 0);
}

/** The highest number of a kind that looks like its own, above one and up to another. */
async function highestWithin(tx: Runner, type: RecordType, above: number, upTo: number): Promise<number | null> {
  const { prefix } = type.definition;
  // Numbers of one width are in the order of their digits, so that the index of numbers finds the last of each width.
  const widths = Array.from({ length: String(upTo).length }, (_, nth) => nth + 1).filter((width) => width > 7);
  let highest: number | null = null;
  for (const width of [7, ...widths]) {
    const low = Math.max(above + 1, width === 7 ? 0 : 10 ** (width - 1));
    const high = Math.min(upTo, 10 ** width - 1);
    if (low > high) continue;
    const [row] = await tx.query<{ number: string }>({
      sql: `select mainstay_number(number) as number from ${quote(type.table)}
        where mainstay_number(number) between $1 and $2 and mainstay_number(number) ~ $3
        order by mainstay_number(number) desc limit 1`,
      parameters: [written(prefix, low, width), written(prefix, high, width), `^${prefix}\\d{${width}}$`],
    });
    if (row) highest = Number(row.number.slice(prefix.length));
  }
  return highest;
}

const written = (prefix: string, number: number, width: number) => `${prefix}${String(number).padStart(width, '0')}`;
