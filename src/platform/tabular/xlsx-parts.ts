import { SourceProblem } from './items.ts';
import { type NumberKind, numberKind } from './xlsx-dates.ts';
import { type XmlListener, localName, parseXml } from './xml.ts';
import type { ZipArchive } from './zip.ts';

/** What a sheet's cells refer to. */
export interface WorkbookParts {
  /** The entry of the sheet in the archive. */
  sheet: string;
  sheetName: string;
  /** The names of all sheets, hidden ones last. */
  sheets: string[];
  date1904: boolean;
  strings: string[];
  /** By a cell's style: what its number is. */
  styles: NumberKind[];
}

interface SheetReference {
  name: string;
  relation: string;
  hidden: boolean;
}

async function listen(archive: ZipArchive, name: string, listener: XmlListener): Promise<void> {
  const parsing = parseXml(archive.read(name), listener);
  while (!(await parsing.next()).done);
}

/** An attribute by its name without prefix (`r:id`; strict workbooks use other prefixes and namespaces). */
function attribute(attributes: Record<string, string>, name: string): string | undefined {
  for (const [key, value] of Object.entries(attributes)) if (localName(key) === name) return value;
  return undefined;
}

/** Where a relation points, from the folder of the part that it belongs to. */
function resolve(folder: string, target: string): string {
  return new URL(target, `zip:///${folder}`).pathname.slice(1);
}

async function readRelations(
  archive: ZipArchive,
  part: string,
): Promise<{ id: string; type: string; target: string }[]> {
  const slash = part.lastIndexOf('/') + 1;
  const entry = `${part.slice(0, slash)}_rels/${part.slice(slash)}.rels`;
  const relations: { id: string; type: string; target: string }[] = [];
  if (!archive.entries.has(entry)) return relations;
  await listen(archive, entry, {
    open: (name, { Id, Type, Target, TargetMode }) => {
      if (name !== 'Relationship' || TargetMode === 'External') return;
      const type = (Type ?? '').slice((Type ?? '').lastIndexOf('/') + 1);
      relations.push({ id: Id ?? '', type, target: resolve(part.slice(0, slash), Target ?? '') });
    },
    close: () => {},
  });
  return relations;
}

/** `_x000D_` stands for a character that XML can't hold (ECMA-376 part 1, 22.9.2.19). */
export function decodeEscapes(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** Bytes of memory that the shared strings of a workbook may take, about: each takes some of its own besides its letters. */
const mostStringBytes = 200 * 1024 ** 2;
const bytesOfOne = 100;

/** Shared strings stay in memory: cells may refer to any of them. Refuses more of them than memory has room for. */
async function readStrings(archive: ZipArchive, entry: string, most: number): Promise<string[]> {
  const strings: string[] = [];
  let bytes = 0;
  let text = '';
  let inText = false;
  let phonetic = 0;
  await listen(archive, entry, {
    open: (name) => {
      if (name === 'si') text = '';
      else if (name === 'rPh') phonetic += 1;
      else if (name === 't') inText = phonetic === 0;
    },
    close: (name) => {
      if (name === 'si') strings.push(decodeEscapes(text));
      if (name === 'si' && (bytes += text.length + bytesOfOne) > most)
        throw new SourceProblem('too-large', { limit: most });
      else if (name === 'rPh') phonetic -= 1;
      else if (name === 't') inText = false;
    },
    text: (part) => {
      if (inText) text += part;
      if (bytes + text.length > most) throw new SourceProblem('too-large', { limit: most });
    },
  });
  return strings;
}

async function readStyles(archive: ZipArchive, entry: string): Promise<NumberKind[]> {
  const codes = new Map<number, string>();
  const styles: NumberKind[] = [];
  let inCells = false;
  await listen(archive, entry, {
    open: (name, { numFmtId, formatCode }) => {
      if (name === 'numFmt') codes.set(Number(numFmtId), formatCode ?? '');
      else if (name === 'cellXfs') inCells = true;
      else if (name === 'xf' && inCells) styles.push(numberKind(Number(numFmtId), codes.get(Number(numFmtId))));
    },
    close: (name) => {
      if (name === 'cellXfs') inCells = false;
    },
  });
  return styles;
}

/** Reads everything of a workbook but its rows. Without a wanted sheet, the first one that is not hidden. */
export async function readParts(
  archive: ZipArchive,
  wanted: string | undefined,
  mostStrings = mostStringBytes,
): Promise<WorkbookParts> {
  const root = await readRelations(archive, '');
  const workbook = root.find(({ type }) => type === 'officeDocument')?.target ?? 'xl/workbook.xml';
  if (!archive.entries.has(workbook)) throw new SourceProblem('zip-broken', { detail: 'no workbook' });
  const sheets: SheetReference[] = [];
  let date1904 = false;
  await listen(archive, workbook, {
    open: (name, attributes) => {
      if (name === 'workbookPr') date1904 = /^(1|true)$/.test(attributes['date1904'] ?? '');
      if (name !== 'sheet') return;
      const hidden = /hidden/i.test(attributes['state'] ?? '');
      sheets.push({ name: attributes['name'] ?? '', relation: attribute(attributes, 'id') ?? '', hidden });
    },
    close: () => {},
  });
  const relations = await readRelations(archive, workbook);
  const chosen =
    wanted === undefined
      ? (sheets.find(({ hidden }) => !hidden) ?? sheets[0])
      : sheets.find(({ name }) => name === wanted);
  const sheet = relations.find(({ id }) => id === chosen?.relation)?.target;
  if (!chosen || sheet === undefined || !archive.entries.has(sheet)) {
    throw new SourceProblem('xlsx-no-sheet', { sheet: wanted ?? '' });
  }
  const part = (type: string): string | undefined =>
    relations.find((relation) => relation.type === type && archive.entries.has(relation.target))?.target;
  const strings = part('sharedStrings');
  const styles = part('styles');
  return {
    sheet,
    sheetName: chosen.name,
    sheets: [...sheets.filter(({ hidden }) => !hidden), ...sheets.filter(({ hidden }) => hidden)].map(
      ({ name }) => name,
    ),
    date1904,
    strings: strings === undefined ? [] : await readStrings(archive, strings, mostStrings),
    styles: styles === undefined ? [] : await readStyles(archive, styles),
  };
}
