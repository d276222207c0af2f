import { crc32, deflateRawSync } from 'node:zlib';

export interface Packed {
  name: string;
  content: string | Uint8Array;
  /** A lie about the unpacked size in both headers. */
  claims?: number;
  encrypted?: boolean;
}

/** A ZIP archive of these files, for workbooks that no program would write. */
export function zipOf(files: readonly Packed[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, claims, encrypted } of files) {
    const bytes = Buffer.from(content);
    const packed = deflateRawSync(bytes);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(encrypted ? 1 : 0, 2);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt32LE(crc32(bytes), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(claims ?? bytes.length, 18);
    fields.writeUInt16LE(Buffer.byteLength(name), 22);
    parts.push(Buffer.from('PK\u0003\u0004', 'latin1'), fields, Buffer.from(name), packed);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\u0001\u0002\u0014\u0000', 'latin1'), fields, rest, Buffer.from(name));
    offset += 30 + Buffer.byteLength(name) + packed.length;
  }
  const index = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(index.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, index, end]);
}

export interface WorkbookText {
  sheetData: string;
  strings?: string;
  cellFormats?: string;
  workbookAttributes?: string;
  sheets?: string;
}

const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** The parts of a workbook around the given rows; `sheets` may name sheets with r:id rId1 (the rows) and rId4. */
export function workbookParts(text: WorkbookText): Packed[] {
  const relation = (id: number, type: string, target: string): string =>
    `<Relationship Id="rId${id}" Type="${office}/${type}" Target="${target}"/>`;
  return [
    {
      name: 'xl/worksheets/sheet1.xml',
      content: `<worksheet><sheetData>${text.sheetData}</sheetData></worksheet>`,
    },
    {
      name: 'xl/worksheets/sheet2.xml',
      content:
        '<worksheet><sheetData><row r="1"><c t="inlineStr"><is><t>other</t></is></c></row></sheetData></worksheet>',
    },
    {
      name: '_rels/.rels',
      content: `<Relationships>${relation(1, 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
    },
    {
      name: 'xl/workbook.xml',
      content: `<workbook xmlns:r="${office}"><workbookPr ${text.workbookAttributes ?? ''}/><sheets>${
        text.sheets ?? '<sheet name="First" r:id="rId1"/><sheet name="Second" r:id="rId4"/>'
      }</sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: `<Relationships>${[
        relation(1, 'worksheet', 'worksheets/sheet1.xml'),
        relation(2, 'sharedStrings', '/xl/sharedStrings.xml'),
        relation(3, 'styles', 'styles.xml'),
        relation(4, 'worksheet', 'worksheets/sheet2.xml'),
      ].join('')}</Relationships>`,
    },
    { name: 'xl/sharedStrings.xml', content: `<sst>${text.strings ?? ''}</sst>` },
    { name: 'xl/styles.xml', content: `<styleSheet>${text.cellFormats ?? ''}</styleSheet>` },
  ];
}
