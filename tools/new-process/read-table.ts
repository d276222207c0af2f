import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { records } from '#/app/records.ts';
import type { RecordDefinition } from '#/record/shared/define.ts';
import { createTable, tableOf } from '#/record/server/schema.ts';

/** The table that a definition's text starts from; the text is loaded from a folder inside the project, for its imports. */
export async function readTable(text: string): Promise<string> {
  const folder = mkdtempSync(path.join(import.meta.dirname, '.try-'));
  try {
    const file = path.join(folder, 'definition.ts');
    writeFileSync(file, text);
    const [definition] = Object.values((await import(pathToFileURL(file).href)) as Record<string, RecordDefinition>);
    if (!definition) throw new Error('the text exports no definition');
    return createTable(definition, (kind) => {
      const found = records.find((record) => record.name === kind);
      if (!found) throw new Error(`no record type ${kind}`);
      return tableOf(found);
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
