import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { settingsMarkdown } from '#/platform/config/config.ts';

/** The page with the table between its marks as the settings are now. */
export function withSettings(page: string): string {
  return page.replace(/(<!-- settings:[^>]*-->\n)[^]*?(<!-- \/settings -->)/, `$1\n${settingsMarkdown()}\n\n$2`);
}

// Writes the table of all settings into docs/OPERATIONS.md.
if (import.meta.main) {
  const file = join(import.meta.dirname, '../docs/OPERATIONS.md');
  writeFileSync(file, withSettings(readFileSync(file, 'utf8')));
}
