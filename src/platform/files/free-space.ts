import { statfs } from 'node:fs/promises';
import path from 'node:path';

/** Bytes that this process may still use on the disk of a folder, or of the nearest one above it that exists. */
export async function freeSpace(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch (error) {
    const above = path.dirname(folder);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || above === folder) throw error;
    return freeSpace(above);
  }
}
