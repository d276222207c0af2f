import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { settingsTable } from '#/platform/config/config.ts';
import { withSettings } from './settings.ts';

test('the table of settings in the operations manual is the one that the program follows', () => {
  const page = readFileSync(join(import.meta.dirname, '../docs/OPERATIONS.md'), 'utf8');
  for (const { name } of settingsTable) expect(page).toContain(`| \`${name}\` |`);
  // Out of date? node tools/settings.ts
  expect(page).toBe(withSettings(page));
});
