import { groupRows } from '#/platform/tabular/group-rows.ts';
import type { KeyedRow } from '#/platform/tabular/group-rows.ts';

// A process of its own, whose memory a test has limited, that groups many rows and says how many there were.
const [folder = ''] = process.argv.slice(2);
async function* many(): AsyncGenerator<KeyedRow> {
  for (let line = 2; line < 400_002; line++) {
    yield { key: `case ${(line * 7919) % 700}`, line, values: { text: `no mail ${line}`, empty: null, number: line } };
  }
}
const told = { groups: 0, rows: 0 };
for await (const group of groupRows(many(), { folder, bound: 4 * 1024 ** 2 })) {
  told.groups += 1;
  told.rows += group.rows.length;
}
process.stdout.write(JSON.stringify(told));
