import { emptyValues, nameColumns } from './columns.ts';
import {
  type Cell,
  type ProblemItem,
  type RowItem,
  type TableReadOptions,
  SourceProblem,
  lastItem,
  problemAt,
} from './items.ts';
import { serialToText } from './xlsx-dates.ts';
import { type WorkbookParts, decodeEscapes, readParts } from './xlsx-parts.ts';
import { type XmlListener, parseXml } from './xml.ts';
import { type ZipArchive, openZip } from './zip.ts';

export interface XlsxReadOptions extends TableReadOptions {
  /** The sheet's name; the first visible one if not given. */
  sheet?: string | undefined;
  /** The most rows below the header. Default 1,048,576, what a sheet can hold. */
  maxRows?: number | undefined;
  /** The most bytes that the workbook may unpack to. Default 2 GiB. */
  maxUnpacked?: number | undefined;
  /** Told once which sheet is read, and the names of those that there are, hidden ones last. */
  onSheet?: ((sheet: string, sheets: readonly string[]) => void) | undefined;
  /** The most bytes of memory that its shared strings may take. Default 200 MiB. */
  maxStrings?: number | undefined;
  /** Told before each chunk of the sheet: bytes unpacked so far, and of how many by the archive's own word. */
  onProgress?: ((bytes: number, ofBytes: number) => void) | undefined;
}

const maxColumns = 16_384;

/**
 * Reads the rows of one sheet of a workbook; `line` is the row's number in the sheet. The first row with anything in
 * it is the header, if none is stated. An empty cell is null; a formula gives its stored result, never itself; a date is wall-clock text
 * (see `serialToText`); an error is its text (`#N/A`). Rows without any value are skipped.
 *
 * Written here on the parts it needs (zlib, saxes) because the streaming reader of exceljs (4.4.0), the widest known library, decodes each chunk
 * by itself, which garbles letters at its edges, unescapes text twice, and can't be limited while it unpacks.
 */
export async function* readXlsx(path: string, options: XlsxReadOptions = {}): AsyncGenerator<RowItem | ProblemItem> {
  const reading = new SheetReading(options);
  let parsing: ReturnType<typeof parseXml> | undefined;
  try {
    const archive = await openZip(path, { signal: options.signal, maxUnpacked: options.maxUnpacked ?? 2 * 1024 ** 3 });
    reading.parts = await readParts(archive, options.sheet, options.maxStrings);
    options.onSheet?.(reading.parts.sheetName, reading.parts.sheets);
    parsing = parseXml(readSheet(archive, reading.parts.sheet, options), reading);
    for (;;) {
      const { done } = await parsing.next().finally(() => options.signal?.throwIfAborted());
      for (const item of reading.ready.splice(0)) {
        yield item;
        options.signal?.throwIfAborted();
      }
      if (done || reading.full) return;
    }
  } catch (error) {
    for (const item of reading.ready.splice(0)) yield item;
    yield lastItem(withoutXmlLine(error), reading.row, options.signal);
  } finally {
    // Whoever has seen enough leaves in the middle: the file is closed then too.
    await parsing?.return(undefined);
    reading.announce();
  }
}

async function* readSheet(archive: ZipArchive, entry: string, options: XlsxReadOptions): AsyncGenerator<Buffer> {
  const ofBytes = archive.entries.get(entry)?.unpacked ?? 0;
  let bytes = 0;
  for await (const chunk of archive.read(entry)) {
    options.onProgress?.(bytes, ofBytes);
    bytes += chunk.length;
    yield chunk;
  }
}

/** A line of a sheet's XML says nothing to anybody: the row's number does. */
function withoutXmlLine(error: unknown): unknown {
  return error instanceof SourceProblem ? new SourceProblem(error.problem.code, error.problem.params) : error;
}

class SheetReading implements XmlListener {
  ready: (RowItem | ProblemItem)[] = [];
  row = 0;
  full = false;
  parts: WorkbookParts = { sheet: '', sheetName: '', sheets: [], date1904: false, strings: [], styles: [] };
  private readonly options: XlsxReadOptions;
  private columns: string[] | undefined;
  private announced = false;
  private rows = 0;
  private inSheetData = false;
  private cells: Cell[] = [];
  private fault: ProblemItem | undefined;
  private column = -1;
  private type = 'n';
  private style = 0;
  private content: string | undefined;
  private listening = false;
  private phonetic = 0;

  constructor(options: XlsxReadOptions) {
    this.options = options;
  }

  announce(): void {
    if (this.announced) return;
    this.announced = true;
    this.options.onColumns?.(this.columns ?? []);
  }

  open(name: string, attributes: Record<string, string>): void {
    if (name === 'sheetData') this.inSheetData = true;
    if (!this.inSheetData || this.full) return;
    if (name === 'row') {
      this.row = attributes['r'] === undefined ? this.row + 1 : Number(attributes['r']);
      this.cells = [];
      this.fault = undefined;
      this.column = -1;
    } else if (name === 'c') {
      this.openCell(attributes);
    } else if (name === 'rPh') {
      this.phonetic += 1;
    } else if (name === 'v' || (name === 't' && this.phonetic === 0)) {
      this.listening = true;
      this.content ??= '';
    }
  }

  close(name: string): void {
    if (name === 'sheetData') this.inSheetData = false;
    if (!this.inSheetData || this.full) return;
    if (name === 'v' || name === 't') this.listening = false;
    else if (name === 'rPh') this.phonetic -= 1;
    else if (name === 'c' && this.content !== undefined && this.column >= 0)
      this.cells[this.column] = this.value(this.content);
    else if (name === 'row') this.finishRow();
  }

  text(text: string): void {
    if (this.listening) this.content = (this.content ?? '') + text;
  }

  private openCell({ r, t, s }: Record<string, string>): void {
    this.column = r === undefined ? this.column + 1 : columnOf(r);
    if (this.column < 0 || this.column >= maxColumns) {
      this.fault ??= problemAt(this.row, 'xlsx-cell', { cell: (r ?? '').slice(0, 20) });
      this.column = -1;
    }
    this.type = t ?? 'n';
    this.style = Number(s ?? 0);
    this.content = undefined;
  }

  private value(text: string): Cell {
    switch (this.type) {
      case 's':
        return this.parts.strings[Number(text)] ?? this.refuse(text);
      case 'inlineStr':
      case 'str':
        return decodeEscapes(text);
      case 'b':
        return text.trim() === '1' || text.trim() === 'true';
      case 'e':
      case 'd':
        return text;
      default: {
        if (text.trim() === '') return null;
        const number = Number(text);
        if (!Number.isFinite(number)) return this.refuse(text);
        const kind = this.parts.styles[this.style] ?? 'number';
        return kind === 'number' ? number : (serialToText(number, kind, this.parts.date1904) ?? number);
      }
    }
  }

  private refuse(text: string): null {
    this.fault ??= problemAt(this.row, 'xlsx-cell', { cell: text.slice(0, 20) });
    return null;
  }

  private finishRow(): void {
    const last = this.cells.findLastIndex((cell) => cell !== undefined && cell !== null && cell !== '');
    this.options.onRecord?.(
      this.row,
      Array.from({ length: last + 1 }, (_, index) => this.cells[index] ?? null),
    );
    if (this.row < (this.options.header ?? 1) || (last < 0 && !this.fault)) return;
    if (!this.columns) {
      this.columns = nameColumns(Array.from({ length: last + 1 }, (_, index) => String(this.cells[index] ?? '')));
      this.announce();
      return;
    }
    const limit = this.options.maxRows ?? 1_048_576;
    this.rows += 1;
    if (this.rows > limit) {
      this.ready.push(problemAt(this.row, 'too-many-rows', { limit }));
      this.full = true;
    } else if (this.fault) {
      this.ready.push(this.fault);
    } else if (last >= this.columns.length) {
      this.ready.push(problemAt(this.row, 'row-ragged', { expected: this.columns.length, found: last + 1 }));
    } else {
      const values = emptyValues<Cell>();
      for (const [index, column] of this.columns.entries()) values[column] = this.cells[index] ?? null;
      this.ready.push({ line: this.row, values });
    }
  }
}

/** `AB12` → 27; -1 if that is no reference. */
function columnOf(reference: string): number {
  const letters = /^([A-Z]{1,3})\d+$/.exec(reference)?.[1];
  if (letters === undefined) return -1;
  let column = 0;
  for (const letter of letters) column = column * 26 + (letter.codePointAt(0) ?? 0) - 64;
  return column - 1;
}
