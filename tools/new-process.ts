import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { declared, filesOf, problemsOf } from './new-process/write.ts';

// Begins a process: `node tools/new-process.ts operation problem problems PRB`.
const root = path.join(import.meta.dirname, '..');
const [stage = '', name = '', plural = `${name}s`, prefix = name.slice(0, 3).toUpperCase()] = process.argv.slice(2);
const wanted = { stage, name, plural, prefix };
const problems = problemsOf(wanted);
const files = problems.length === 0 ? filesOf(wanted) : new Map<string, string>();
for (const file of files.keys()) if (existsSync(path.join(root, file))) problems.push(`${file} is there already`);

if (problems.length > 0) {
  console.error('node tools/new-process.ts STAGE NAME [PLURAL [PREFIX]]');
  for (const problem of problems) console.error(problem);
  process.exitCode = 2;
} else {
  for (const [file, text] of files) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
    console.log(`wrote ${file}`);
  }
  const place = path.join(root, 'tools/layers/place.ts');
  writeFileSync(place, declared(readFileSync(place, 'utf8'), wanted));
  console.log(`Next:
  1. Say what it is: the definition, its states and steps; the texts in both languages.
  2. List it: src/app/records.ts, and its behaviours in src/app/processes.server.ts.
  3. node tools/schema.ts ${name} prints its table: read it, and make it the next numbered migration beside the process.
  4. Grant its permissions to the roles that ship: src/processes/foundation/server/access/roles.ts.
  5. Say who may call its routes: src/doors/rest/test/expected-access.ts.
  6. node tools/layers.ts, node tools/derive.ts, and MAINSTAY_TEST_DATABASE=postgres://… node tools/drift.ts (any server
     on which databases can be made); then its engine, its guards and its own view.`);
}
