/**
 * How much a browser loads before it shows anything: the JavaScript and CSS of each page's first route, gzipped, against
 * its budget. Reads the manifest of the last web build; `node tools/bundle-size.ts` exits 1 over budget.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

interface Chunk {
  file: string;
  isEntry?: boolean;
  css?: string[];
  imports?: string[];
  dynamicImports?: string[];
}

const kilobyte = 1000;
const web = path.resolve(import.meta.dirname, '../dist/web');

/** Page → budget in kilobytes. */
const budgets: Record<string, number> = { 'portal.html': 150, 'workspace.html': 300 };

/** What a first route loads although it is imported lazily: the texts of one language. */
const besides = /texts\/en\.json$/;

const manifest = JSON.parse(readFileSync(path.join(web, '.vite/manifest.json'), 'utf8')) as Record<string, Chunk>;

/** The files of an entry with everything that it imports at once. */
function filesOf(entry: string, seen = new Set<string>(), files = new Set<string>()): Set<string> {
  const chunk = manifest[entry];
  if (!chunk || seen.has(entry)) return files;
  seen.add(entry);
  for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file);
  const lazy = (chunk.dynamicImports ?? []).filter((name) => besides.test(name));
  for (const next of [...(chunk.imports ?? []), ...lazy]) filesOf(next, seen, files);
  return files;
}

for (const page of Object.keys(manifest).filter((name) => manifest[name]?.isEntry)) {
  const budget = budgets[page];
  if (budget === undefined) throw new Error(`${page} has no budget`);
  const files = [...filesOf(page)].filter((file) => /\.(js|css)$/.test(file));
  const sized = files.map((file) => ({
    file,
    size: gzipSync(readFileSync(path.join(web, file)), { level: 9 }).length,
  }));
  const total = sized.reduce((sum, { size }) => sum + size, 0) / kilobyte;
  const over = total > budget;
  console.log(
    `${over ? 'OVER ' : 'ok   '} ${page}: ${total.toFixed(1)} of ${budget} KB gzipped, ${files.length} files`,
  );
  for (const { file, size } of sized.toSorted((a, b) => b.size - a.size).slice(0, 8)) {
    console.log(`       ${(size / kilobyte).toFixed(1).padStart(6)}  ${file}`);
  }
  if (over) process.exitCode = 1;
}
