import { records } from '#/app/records.ts';
import { testDatabase } from '#/record/test/database.ts';
import { findDrift } from './drift/compare.ts';
import { readSequences, readTables } from './drift/tables.ts';

// Compares every definition with the schema of a freshly migrated database: exit code 1 and a sentence for each
// difference. MAINSTAY_TEST_DATABASE names the server.
const database = await testDatabase();
try {
  const drift = findDrift(records, await readTables(database.owner), await readSequences(database.owner));
  for (const sentence of drift) console.log(sentence);
  if (drift.length > 0) {
    console.log(`${drift.length} differences between the definitions and the schema`);
    process.exitCode = 1;
  }
} finally {
  await database.drop();
}
