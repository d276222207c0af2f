import { createTable, tableOf } from '#/record/server/schema.ts';
import { records } from '#/app/records.ts';

// Prints the `create table` that record types start from: `node tools/schema.ts incident …`.
const wanted = new Set(process.argv.slice(2));
const tables = (kind: string) => {
  const found = records.find((record) => record.name === kind);
  if (!found) throw new Error(`no record type ${kind}`);
  return tableOf(found);
};
for (const record of records) {
  if (wanted.size === 0 || wanted.has(record.name)) console.log(createTable(record, tables));
}
