import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nativeParts } from './native-parts.ts';

// Writes sbom.cdx.json: what Mainstay is made of (CycloneDX), as npm reads it from the lock file. What differs at each
// run (a serial number, the time, npm's own version, the folder's name) is left out, so that a difference is one. What
// npm does not see, the programs and libraries inside of the ready-built packages, is read off them and added.
const root = join(import.meta.dirname, '..');
const args = ['sbom', '--sbom-format=cyclonedx', '--sbom-type=application', '--package-lock-only'];
const result = spawnSync('npm', args, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
if (result.status !== 0) {
  process.stderr.write(`npm sbom failed: ${result.stderr || result.error?.message}\n`);
  process.exit(1);
}

interface Bom {
  serialNumber?: string;
  metadata: { timestamp?: string; tools?: unknown; component: { name: string } };
  components: object[];
  dependencies: { ref: string; dependsOn: string[] }[];
}
const bom = JSON.parse(result.stdout) as Bom;
const { name } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { name: string };
delete bom.serialNumber;
delete bom.metadata.timestamp;
delete bom.metadata.tools;
bom.metadata.component.name = name;
const native = nativeParts(root);
if (!native) {
  process.stderr.write('The ready-built packages are read on Linux on x64: run it there.\n');
  process.exit(1);
}
for (const { within, name: part, version, licence } of native) {
  const ref = `${within}/${part}@${version}`;
  bom.components.push({
    'bom-ref': ref,
    type: part === 'postgresql' || part === 'node' ? 'application' : 'library',
    name: part,
    version,
    scope: 'required',
    purl: `pkg:generic/${part}@${version}`,
    licenses: [{ license: { id: licence } }],
  });
  bom.dependencies.find((one) => one.ref === within)?.dependsOn.push(ref);
  bom.dependencies.push({ ref, dependsOn: [] });
}
writeFileSync(join(root, 'sbom.cdx.json'), `${JSON.stringify(bom, null, 1)}\n`);
