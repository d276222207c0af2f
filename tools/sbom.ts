import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// Writes sbom.cdx.json: what Mainstay is made of (CycloneDX), as npm reads it from the lock file. What differs at each
// run (a serial number, the time, npm's own version, the folder's name) is left out, so that a difference is one.
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
}
const bom = JSON.parse(result.stdout) as Bom;
const { name } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { name: string };
delete bom.serialNumber;
delete bom.metadata.timestamp;
delete bom.metadata.tools;
bom.metadata.component.name = name;
writeFileSync(join(root, 'sbom.cdx.json'), `${JSON.stringify(bom, null, 1)}\n`);
