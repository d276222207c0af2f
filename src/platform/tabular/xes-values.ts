import { emptyValues } from './columns.ts';

/** A value of an XES attribute. Dates are text, exactly as written, offset included; lists keep their order. */
export type XesValue = string | number | boolean | XesEntry[] | { [key: string]: XesValue };

/** One element of an XES list, whose keys may repeat. */
export interface XesEntry {
  key: string;
  value: XesValue;
}

const simpleTypes = new Set(['string', 'date', 'int', 'float', 'boolean', 'id']);
const complexTypes = new Set(['list', 'container']);

/** Whether an element is an attribute of the standard. */
export function isAttributeType(name: string): boolean {
  return simpleTypes.has(name) || complexTypes.has(name);
}

/** Whether an attribute's value is made of other attributes. */
export function isComplexType(name: string): boolean {
  return complexTypes.has(name);
}

/** The start of a list or container. */
export function emptyComplex(type: string): XesEntry[] | { [key: string]: XesValue } {
  return type === 'list' ? [] : emptyValues<XesValue>();
}

// xs:dateTime: year to second, any fraction, offset or none.
const dateTime = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?(Z|[+-](\d\d):(\d\d))?$/;

function isDateTime(text: string): boolean {
  const match = dateTime.exec(text);
  if (!match) return false;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (month < 1 || month > 12 || hour > 23 || minute > 59 || second > 59) return false;
  if (Number(match[9] ?? 0) > 14 || Number(match[10] ?? 0) > 59) return false;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  return day >= 1 && day <= days;
}

/**
 * The value of a simple attribute (IEEE 1849-2016, 5.6), or undefined if its type does not allow it. Integers
 * beyond what a number holds exactly stay text.
 */
export function readSimple(type: string, text: string): XesValue | undefined {
  switch (type) {
    case 'date':
      return isDateTime(text) ? text : undefined;
    case 'int': {
      if (!/^[+-]?\d+$/.test(text)) return undefined;
      const value = Number(text);
      return Number.isSafeInteger(value) ? value : text;
    }
    case 'float':
      return /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined;
    case 'boolean': {
      const value = text.toLowerCase();
      if (value === 'true' || value === '1') return true;
      return value === 'false' || value === '0' ? false : undefined;
    }
    default:
      return text;
  }
}
