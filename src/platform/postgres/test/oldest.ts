import { existsSync } from 'node:fs';
import type { Binaries } from '../binaries.ts';

const folder = '/usr/lib/postgresql/15';

/** The oldest PostgreSQL that we support, where the distribution's package of it is installed. */
export function findOldest(): Binaries | undefined {
  return existsSync(`${folder}/bin/initdb`) ? { folder, major: '15' } : undefined;
}
