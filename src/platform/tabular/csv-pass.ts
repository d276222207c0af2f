import { parse } from 'csv-parse';

/** One record; `end` is the offset of the byte after it, from the start of the pass. */
export interface CsvRecord {
  fields: string[];
  end: number;
}

/** What one piece of text gave: the records that ended in it, and the fault that ended the pass, if one did. */
export interface PassResult {
  records: CsvRecord[];
  failure: string | undefined;
}

/**
 * One run of the CSV parser, from the start of a record up to the first fault in quoting. The parser itself can
 * skip faulty records, but goes on somewhere inside them; here the caller decides where to start the next pass.
 */
export function startPass(
  delimiter: string,
  maxRecordBytes: number,
): (bytes: Buffer, last: boolean) => Promise<PassResult> {
  let records: CsvRecord[] = [];
  const parser = parse({
    delimiter,
    // Named, not discovered: a file may mix them.
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    max_record_size: maxRecordBytes,
    bom: false,
    on_record: (fields: string[], info: { bytes: number }) => {
      records.push({ fields, end: info.bytes });
      return null; // Kept out of the stream: what has ended is known when `write` calls back.
    },
  });
  let failure: string | undefined;
  parser.on('error', () => {}); // Every error also reaches the callback of `write` or `end`.
  const note = (error: Error | null | undefined): void => {
    if (error) failure ??= 'code' in error ? String(error.code) : error.name;
  };
  return async (bytes, last) => {
    records = [];
    if (bytes.length > 0) {
      await new Promise<void>((resolve) => {
        parser.write(bytes, (error) => {
          note(error);
          resolve();
        });
      });
    }
    if (last && failure === undefined) {
      await new Promise<void>((resolve) => {
        parser.end((error?: Error | null) => {
          note(error);
          resolve();
        });
      });
    }
    return { records, failure };
  };
}
