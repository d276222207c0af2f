import { glob, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { lintMigration } from './migrations/lint.ts';

// Looks for unsafe statements in the migrations of installations that are in use: exit code 1 and a sentence each.

/** Migrations up to this number made the first release: they only ever ran on empty databases. */
const baseline = 99;

const root = join(import.meta.dirname, '..');
const files: string[] = [];
for await (const file of glob('src/**/migrations/*.sql', { cwd: root })) files.push(file);
let dangers = 0;
for (const file of files.toSorted()) {
  if (Number(basename(file).slice(0, 4)) <= baseline) continue;
  for (const { line, says } of lintMigration(await readFile(join(root, file), 'utf8'))) {
    console.log(`${file}:${line} ${says}`);
    dangers++;
  }
}
if (dangers > 0) {
  console.log(`${dangers} unsafe statements`);
  process.exitCode = 1;
}
