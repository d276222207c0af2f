import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { projectRoot } from './migrate.ts';

/**
 * Columns that a statement answers as text and is sorted by under the same bare name: `select xid::text … order by xid`.
 * PostgreSQL takes the name for the column of the answer, so that 1000 comes before 999.
 */
function sortedAsText(sql: string): string[] {
  const answered = [...sql.matchAll(/[\s,(](?:\w+\.)?(\w+)::text\s*(?=,|\sfrom\b)/gi)].map(([, name]) => name);
  const sorted = new Set(
    [...sql.matchAll(/\border by\s([^()`]*)/gi)].flatMap(([, list = '']) =>
      list.split(',').map((one) => /^\s*(\w+)\b(?!\.)/.exec(one)?.[1]),
    ),
  );
  return answered.filter((name): name is string => name !== undefined && sorted.has(name));
}

it('tells a name of the answer from one of the table', () => {
  expect(sortedAsText('select xid::text, id from t order by xid, id')).toEqual(['xid']);
  expect(sortedAsText('select id, o.xid::text from t o where true order by id desc, xid desc limit 3')).toEqual([
    'xid',
  ]);
  expect(sortedAsText('select xid::text, id from t order by t.xid, t.id')).toEqual([]);
  expect(sortedAsText('select xid::text as number, id from t order by xid')).toEqual([]);
});

it('no statement sorts by the text of a number', () => {
  const files = globSync('{src,bench,test,tools}/**/*.{ts,sql}', { cwd: projectRoot }).filter(
    (file) => !file.endsWith('order-by.test.ts'),
  );
  expect(files.length).toBeGreaterThan(500);
  const found = files.flatMap((file) => {
    const source = readFileSync(path.join(projectRoot, file), 'utf8');
    const statements = source.match(/`[^`]*`|'[^'\n]*'|"[^"\n]*"/g) ?? [];
    return statements.flatMap((sql) => sortedAsText(sql).map((name) => `${file}: ${name}`));
  });
  expect(found).toEqual([]);
});
