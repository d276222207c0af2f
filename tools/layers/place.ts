/** The layers, left to right: each imports only itself and what stands to its left. */
export const layers = ['base', 'engines', 'platform', 'record', 'capabilities', 'processes', 'doors', 'app'] as const;

/**
 * Which other processes a process may import, through their `api.ts` or `shared/`. The names are folders under
 * `src/processes`; the table is a directed graph without a cycle, and a process that is missing here may import none.
 */
export const processes: Readonly<Record<string, readonly string[]>> = {
  foundation: [],
  'design/service-level': ['foundation'],
  'operation/incident': ['foundation', 'design/service-level'],
  'functions/service-desk': ['foundation', 'design/service-level', 'operation/incident'],
};

/** Where code can run: anywhere, on the server, or in the browser. */
export type Zone = 'pure' | 'server' | 'web';

export interface Place {
  layer: (typeof layers)[number] | null;
  zone: Zone;
  /** Folder of the process, where the file belongs to one. */
  process: string | null;
  /** A test, or what only tests import. */
  test: boolean;
}

const pureFolders = new Set(['shared', 'engine']);

/** Where a file of the product stands, by its path alone: `src/processes/operation/incident/shared/incident.ts`. */
export function placeOf(path: string): Place {
  const [, first, ...rest] = path.split('/');
  const layer = layers.find((one) => one === first) ?? null;
  const folders = rest.slice(0, -1);
  return { layer, zone: zoneOf(layer, folders, path), process: processOf(layer, folders), test: isTest(path) };
}

function zoneOf(layer: Place['layer'], folders: readonly string[], path: string): Zone {
  // What a build tool reads runs where the tool does.
  if (path.endsWith('.config.ts')) return 'server';
  // The outermost folder decides: `server/shared/x.ts` is still the server's.
  for (const folder of folders) {
    if (folder === 'web') return 'web';
    if (folder === 'server') return 'server';
    if (pureFolders.has(folder)) return 'pure';
  }
  if (layer === 'base' || layer === 'engines') return 'pure';
  if (path.startsWith('src/app/web')) return 'web';
  // Texts and styles run nowhere.
  return /\.tsx?$/.test(path) ? 'server' : 'pure';
}

function processOf(layer: Place['layer'], folders: readonly string[]): string | null {
  if (layer !== 'processes') return null;
  return folders[0] === 'foundation' ? 'foundation' : folders.slice(0, 2).join('/');
}

function isTest(path: string): boolean {
  return /\.test\.tsx?$/.test(path) || path.includes('/test/');
}
