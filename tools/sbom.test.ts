import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { nativeParts } from './native-parts.ts';

const read = <T>(file: string): T => JSON.parse(readFileSync(join(import.meta.dirname, '..', file), 'utf8')) as T;

test('the bill of materials names what the lock file installs, each under the licence of Mainstay or its own', () => {
  const { packages } = read<{ packages: Record<string, { version?: string; name?: string; license?: string }> }>(
    'package-lock.json',
  );
  const { components, metadata } = read<{
    components: { name: string; version: string; purl: string }[];
    metadata: { component: { name: string; licenses: { license: { id: string } }[] } };
  }>('sbom.cdx.json');
  const locked = Object.entries(packages)
    .filter(([path]) => path !== '')
    .map(([path, { name, version }]) => `${name ?? path.slice(path.lastIndexOf('node_modules/') + 13)}@${version}`);
  const listed = components
    .filter(({ purl }) => purl.startsWith('pkg:npm/'))
    .map(({ name, version }) => `${name}@${version}`);
  // Out of date? node tools/sbom.ts
  expect([...new Set(listed)].toSorted()).toEqual([...new Set(locked)].toSorted());
  expect(metadata.component).toMatchObject({ name: 'mainstay', licenses: [{ license: { id: 'Apache-2.0' } }] });
  expect(packages['']?.license).toBe('Apache-2.0');
});

/** What may be put to the product's own licence (Apache-2.0) without a duty that reaches whoever uses it. */
const permissive: ReadonlySet<string> = new Set(['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'MIT-0', 'PSF-2.0', 'Python-2.0', 'Unlicense', 'CC0-1.0', 'CC-BY-3.0', 'CC-BY-4.0']); // prettier-ignore

test('every package that comes with the product has a licence, and a permissive one', () => {
  const { packages } = read<{ packages: Record<string, { license?: string; dev?: boolean }> }>('package-lock.json');
  const shipped = Object.entries(packages).filter(([path, { dev }]) => path !== '' && dev !== true);
  expect(shipped.length).toBeGreaterThan(100);
  const licences = (text = '') => text.replaceAll(/[()]/g, '').split(/ AND | OR /);
  expect(
    shipped.flatMap(([path, { license }]) =>
      licences(license).every((one) => permissive.has(one)) ? [] : `${path}: ${license ?? 'no licence'}`,
    ),
  ).toEqual([]);
});

const native = nativeParts(join(import.meta.dirname, '..'));

test.skipIf(native === null)('it names what stands inside of the ready-built packages, as they are installed', () => {
  const { components, dependencies } = read<{
    components: { 'bom-ref': string; name: string; version: string; purl: string }[];
    dependencies: { ref: string; dependsOn: string[] }[];
  }>('sbom.cdx.json');
  const listed = components.filter(({ purl }) => purl.startsWith('pkg:generic/'));
  const parts = native ?? [];
  expect(listed.map(({ name, version }) => `${name}@${version}`)).toEqual(
    parts.map(({ name, version }) => `${name}@${version}`),
  );
  expect(parts.map(({ name }) => name)).toEqual(expect.arrayContaining(['node', 'postgresql', 'openssl', 'icu']));
  for (const [index, { within }] of parts.entries()) {
    expect(dependencies.find(({ ref }) => ref === within)?.dependsOn).toContain(listed[index]?.['bom-ref']);
  }
});
