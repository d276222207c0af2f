import { type CsvReadOptions, readCsv } from './csv.ts';
import { type JsonlReadOptions, readJsonl } from './json-lines.ts';
import { readJsonDocument } from './json-document.ts';
import type { JsonValue, ProblemItem, RowItem } from './items.ts';
import type { Source } from './open-source.ts';
import { type XlsxReadOptions, readXlsx } from './xlsx.ts';

/** The rows of any source that has rows. A log of events has traces instead: `readXes`. */
export function readRows(
  source: Source,
  options: CsvReadOptions & XlsxReadOptions & JsonlReadOptions = {},
): AsyncGenerator<RowItem<JsonValue> | ProblemItem> {
  switch (source.kind) {
    case 'csv':
      return readCsv(source.stream, options);
    case 'jsonl':
      return readJsonl(source.stream, options);
    case 'json':
      return readJsonDocument(source.stream, options);
    case 'xlsx':
      return readXlsx(source.path, options);
    default:
      throw new TypeError(`a source of kind ${source.kind} has no rows`);
  }
}
