import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const read = <T>(file: string): T => JSON.parse(readFileSync(join(import.meta.dirname, '..', file), 'utf8')) as T;

test('the bill of materials names what the lock file installs, each under the licence of Mainstay or its own', () => {
  const { packages } = read<{ packages: Record<string, { version?: string; name?: string; license?: string }> }>(
    'package-lock.json',
  );
  const { components, metadata } = read<{
    components: { name: string; version: string }[];
    metadata: { component: { name: string; licenses: { license: { id: string } }[] } };
  }>('sbom.cdx.json');
  const locked = Object.entries(packages)
    .filter(([path]) => path !== '')
    .map(([path, { name, version }]) => `${name ?? path.slice(path.lastIndexOf('node_modules/') + 13)}@${version}`);
  const listed = components.map(({ name, version }) => `${name}@${version}`);
  // Out of date? node tools/sbom.ts
  expect([...new Set(listed)].toSorted()).toEqual([...new Set(locked)].toSorted());
  expect(metadata.component).toMatchObject({ name: 'mainstay', licenses: [{ license: { id: 'Apache-2.0' } }] });
  expect(packages['']?.license).toBe('Apache-2.0');
});
