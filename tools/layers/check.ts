import { posix } from 'node:path';
import { importsOf } from './imports.ts';
import type { Import } from './imports.ts';
import { layers, placeOf, processes } from './place.ts';
import type { Place } from './place.ts';

/** A rule that a file breaks. */
export interface Violation {
  path: string;
  line: number;
  says: string;
}

interface Edge extends Import {
  from: string;
  /** Path inside the project, or null for a package. */
  to: string | null;
}

/**
 * Checks the rules of dependency over a set of files (path inside the project → source). Returns what breaks them, in
 * the order of the files; nothing when the house is in order.
 */
export function checkLayers(files: ReadonlyMap<string, string>): Violation[] {
  const found: Violation[] = [];
  const edges: Edge[] = [];
  for (const [path, source] of files) {
    if (!/\.tsx?$/.test(path)) continue;
    for (const one of importsOf(path, source)) {
      const edge = { ...one, from: path, to: targetOf(path, one.specifier) };
      edges.push(edge);
      for (const says of problemsOf(edge, files)) found.push({ path, line: one.line, says });
    }
  }
  return [...found, ...cycles(edges)];
}

function targetOf(from: string, specifier: string): string | null {
  const bare = specifier.replace(/\?.*$/, '');
  if (bare.startsWith('#/')) return `src/${bare.slice(2)}`;
  if (bare.startsWith('.')) return posix.join(posix.dirname(from), bare);
  return null;
}

function problemsOf({ from, to, specifier }: Edge, files: ReadonlyMap<string, string>): string[] {
  const here = placeOf(from);
  if (!here.layer) return [`${from} stands in no layer: ${layers.join(', ')}`];
  if (to === null) return packageProblems(here, specifier);
  if (specifier.startsWith('../..')) return [`${specifier} climbs: write ${to.replace(/^src\//, '#/')}`];
  if (!files.has(to)) return [`${specifier} is no file`];
  if (!to.startsWith('src/')) return here.test ? [] : [`${specifier} is outside of src`];
  const there = placeOf(to);
  return [...layerProblems(here, there, to), ...zoneProblems(here, there, to), ...processProblems(here, there, to)];
}

/** What compiles for anywhere has no machine under it: no Node, and no packages. */
function packageProblems(here: Place, specifier: string): string[] {
  if (here.test) return [];
  if (here.zone === 'pure') {
    return [`pure code imports no package, and ${specifier} is one`];
  }
  if (here.zone === 'web' && specifier.startsWith('node:')) return [`the browser has no ${specifier}`];
  return [];
}

function layerProblems(here: Place, there: Place, to: string): string[] {
  if (there.test) return here.test ? [] : [`${to} is for tests only`];
  if (!here.layer || !there.layer) return [`${to} stands in no layer`];
  if (layers.indexOf(there.layer) <= layers.indexOf(here.layer)) return [];
  // A test tells its story with the whole product.
  if (here.test) return [];
  return [`${here.layer} imports nothing of ${there.layer} (${to}): only leftward in ${layers.join(' < ')}`];
}

function zoneProblems(here: Place, there: Place, to: string): string[] {
  if (here.test || there.zone === 'pure' || there.zone === here.zone) return [];
  if (here.zone === 'pure') return [`shared code imports no ${there.zone} code (${to})`];
  return [`${here.zone} and ${there.zone} never meet (${to})`];
}

const open = /^src\/processes\/(.+)\/((server|web)\/api\.tsx?|shared\/.+)$/;

function processProblems(here: Place, there: Place, to: string): string[] {
  if (here.test || !here.process || !there.process || here.process === there.process) return [];
  const known = processes[here.process];
  if (!known) return [`${here.process} is not in the table of processes (tools/layers/place.ts)`];
  if (!known.includes(there.process)) {
    return [`${here.process} does not stand on ${there.process} (${to}): see tools/layers/place.ts`];
  }
  if (open.test(to)) return [];
  return [`${to} is ${there.process}'s own: import its server/api.ts, web/api.ts or shared/`];
}

/** Rings of imports, each told once. What is erased before the code runs closes none. */
function cycles(edges: readonly Edge[]): Violation[] {
  const out = new Map<string, Edge[]>();
  for (const edge of edges) {
    if (edge.typeOnly || edge.to === null || edge.to === edge.from) continue;
    out.set(edge.from, [...(out.get(edge.from) ?? []), edge]);
  }
  const found: Violation[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const trail: string[] = [];
  const visit = (path: string): void => {
    state.set(path, 'open');
    trail.push(path);
    for (const { to, line } of out.get(path) ?? []) {
      if (to === null) continue;
      if (state.get(to) === 'open') {
        const ring = [...trail.slice(trail.indexOf(to)), to];
        found.push({ path, line, says: `closes a ring: ${ring.join(' → ')}` });
      } else if (!state.has(to)) visit(to);
    }
    trail.pop();
    state.set(path, 'done');
  };
  for (const path of out.keys()) if (!state.has(path)) visit(path);
  return found;
}
