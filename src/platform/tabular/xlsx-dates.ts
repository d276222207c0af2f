/** What a number format of a spreadsheet makes of a number. */
export type NumberKind = 'number' | 'date' | 'time' | 'date-time';

// ECMA-376 part 1, 18.8.30: formats that need no definition. 45-47 are durations in minutes and seconds.
const builtIn: Record<number, NumberKind> = {
  14: 'date', 15: 'date', 16: 'date', 17: 'date', 18: 'time', 19: 'time', 20: 'time', 21: 'time', 22: 'date-time',
}; // prettier-ignore

/** The kind of a number format by its id and, for those defined in the workbook, its code. */
export function numberKind(id: number, code: string | undefined): NumberKind {
  if (code === undefined) return builtIn[id] ?? 'number';
  // Only the first section counts; literals, colours and locales in it are no pattern. [h] is a duration: a number.
  const pattern = (code.split(';')[0] ?? '').replaceAll(/"[^"]*"|\\.|_.|\*./g, '').toLowerCase();
  if (/\[(h+|m+|s+)\]/.test(pattern)) return 'number';
  const letters = pattern
    .replaceAll(/\[[^\]]*\]/g, '')
    .replaceAll(/am\/pm|a\/p/g, 'h')
    .replace('general', '');
  const time = /[hs]/.test(letters);
  const date = /[dy]/.test(letters) || (/m/.test(letters) && !time);
  if (date) return time ? 'date-time' : 'date';
  return time ? 'time' : 'number';
}

const day = 86_400_000;

/**
 * A serial day number as wall-clock text: `2024-03-31`, `2024-03-31T02:30:00`, or `02:30:00` for a time alone.
 * A date format over a number with a time of day keeps that time. Undefined outside the years 1900-9999.
 */
export function serialToText(serial: number, kind: NumberKind, date1904: boolean): string | undefined {
  if (!Number.isFinite(serial) || serial < 0 || serial >= 2_958_466) return undefined;
  // The 1900 system counts a 29 February 1900 that never was, so days before March 1900 are one off.
  const epoch = date1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, serial < 60 ? 31 : 30);
  const iso = new Date(epoch + Math.round(serial * day)).toISOString();
  const time = iso.endsWith('.000Z') ? iso.slice(11, 19) : iso.slice(11, 23);
  if (serial < 1 && kind !== 'date') return time;
  return kind === 'date' && time === '00:00:00' ? iso.slice(0, 10) : `${iso.slice(0, 10)}T${time}`;
}
