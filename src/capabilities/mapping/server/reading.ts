import { isEncoding } from '#/platform/tabular/encoding.ts';
import type { SniffOptions } from '#/platform/tabular/sniff.ts';
import type { Mapping } from '../shared/mapping.ts';

/**
 * How a mapping's source is to be read. What it states wrongly is as if not stated: the check of the mapping says so,
 * and no run begins with it.
 */
export function readingOf(source: unknown): Pick<SniffOptions, 'sheet' | 'delimiter' | 'encoding' | 'header'> {
  if (typeof source !== 'object' || source === null) return {};
  const { sheet, delimiter, encoding, header } = source as NonNullable<Mapping['source']>;
  return {
    sheet: typeof sheet === 'string' && sheet !== '' ? sheet : undefined,
    delimiter: typeof delimiter === 'string' && /^[!-~\t ]$/.test(delimiter) ? delimiter : undefined,
    encoding: isEncoding(encoding) ? encoding : undefined,
    header: Number.isInteger(header) && Number(header) > 0 ? header : undefined,
  };
}
