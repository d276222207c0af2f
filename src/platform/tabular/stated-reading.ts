import { isEncoding } from './encoding.ts';
import type { SniffOptions } from './sniff.ts';

/**
 * How a source is to be read, out of what somebody stated. What is stated wrongly is as if not stated: whoever takes it
 * down says so (the check of a mapping), and nothing is read with it.
 */
export function readingOf(stated: unknown): Pick<SniffOptions, 'sheet' | 'delimiter' | 'encoding' | 'header'> {
  if (typeof stated !== 'object' || stated === null) return {};
  const { sheet, delimiter, encoding, header } = stated as Record<string, unknown>;
  return {
    sheet: typeof sheet === 'string' && sheet !== '' ? sheet : undefined,
    delimiter: typeof delimiter === 'string' && /^[!-~\t ]$/.test(delimiter) ? delimiter : undefined,
    encoding: isEncoding(encoding) ? encoding : undefined,
    header: Number.isInteger(header) && Number(header) > 0 ? Number(header) : undefined,
  };
}
