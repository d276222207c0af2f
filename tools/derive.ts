import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildKit } from '#/app/kit.ts';
import { routes } from '#/app/processes.server.ts';
import { openApiText, permissionsText, tableFor } from '#/doors/rest/documents.ts';
import { loadTexts } from '#/platform/text/load.ts';

// Writes what is derived from the definitions and checked in: `node tools/derive.ts`. With `--check` it writes nothing
// and fails where a file is not what it would write.
const root = path.resolve(import.meta.dirname, '..');
const kit = buildKit();
const table = tableFor(kit, loadTexts(), routes);
const derived: Record<string, string> = {
  'openapi.json': openApiText(table, kit),
  'permissions.md': permissionsText(table, kit),
};

const check = process.argv.includes('--check');
let stale = 0;
for (const [name, text] of Object.entries(derived)) {
  const file = path.join(root, name);
  if (read(file) === text) continue;
  stale++;
  if (check) console.error(`${name} is not what the definitions say: run node tools/derive.ts`);
  else {
    writeFileSync(file, text);
    console.log(`wrote ${name}`);
  }
}
process.exitCode = check && stale > 0 ? 1 : 0;

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
