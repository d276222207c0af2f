import { readFileSync } from 'node:fs';
import path from 'node:path';
import { globSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readTable } from './new-process/read-table.ts';
import { checkLayers } from './layers/check.ts';
import { declared, filesOf, problemsOf } from './new-process/write.ts';

const root = path.join(import.meta.dirname, '..');
const wanted = { stage: 'operation', name: 'known-error', plural: 'known-errors', prefix: 'KER' };

describe('a new process', () => {
  test('keeps the rules of dependency beside everything that is there', () => {
    const files = new Map(
      globSync('src/**/*.*', { cwd: root }).map((file) => {
        const found = file.replaceAll('\\', '/');
        return [found, /\.tsx?$/.test(found) ? readFileSync(path.join(root, found), 'utf8') : ''] as const;
      }),
    );
    for (const [file, text] of filesOf(wanted)) files.set(file, text);
    const own = checkLayers(files).filter((violation) => violation.path.includes('known-error'));
    // It is not declared yet, so that the only thing wrong is that it imports what it may not know of.
    expect(own.filter(({ says }) => !says.includes('declared'))).toEqual([]);
  });

  test('is a definition that the kit takes, with texts in both languages', async () => {
    const files = filesOf(wanted);
    const texts = (language: string) =>
      Object.keys(
        JSON.parse(files.get(`src/processes/operation/known-error/texts/${language}.json`) ?? '{}') as object,
      );
    expect(texts('en')).toEqual(texts('sk'));
    const definition = await readTable(files.get('src/processes/operation/known-error/shared/known-error.ts') ?? '');
    expect(definition).toContain('create table known_error');
    expect(definition).toContain('create sequence known_error_number');
    expect(definition).toContain("check (state in ('new', 'in-progress', 'done', 'cancelled'))");
    for (const field of ['title', 'description', 'group', 'assignee', 'outcome']) {
      expect(texts('en')).toContain(`field.known-error.${field}`);
    }
  });

  test('is declared once in the graph of processes', () => {
    const place = readFileSync(path.join(root, 'tools/layers/place.ts'), 'utf8');
    const once = declared(place, wanted);
    expect(once).toContain("  'operation/known-error': ['foundation'],\n};");
    expect(declared(once, wanted)).toBe(once);
  });

  test('is refused with a sentence for each thing that is wrong', () => {
    expect(problemsOf(wanted)).toEqual([]);
    expect(problemsOf({ stage: 'kitchen', name: 'Bad Name', plural: 'Bad Name', prefix: 'x' })).toHaveLength(4);
  });
});
