import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkLayers } from './layers/check.ts';

// The rules of dependency (docs/ARCHITECTURE.md): exit code 1 and a sentence for each import that breaks one. There is
// no list of exemptions.
const root = join(import.meta.dirname, '..');
const files = new Map<string, string>();
for await (const found of glob('src/**/*.*', { cwd: root })) {
  const path = found.replaceAll('\\', '/');
  files.set(path, /\.tsx?$/.test(path) ? await readFile(join(root, path), 'utf8') : '');
}
const violations = checkLayers(new Map([...files].toSorted(([a], [b]) => (a < b ? -1 : 1))));
for (const { path, line, says } of violations) console.log(`${path}:${line} ${says}`);
if (violations.length > 0) {
  console.log(`${violations.length} imports break the rules of dependency`);
  process.exitCode = 1;
}
