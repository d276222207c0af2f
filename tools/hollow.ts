import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { placeOf } from './layers/place.ts';

// Prints how much of each process is definition and how much is behaviour, and the size of what has a limit. A process
// whose folder holds only definitions is not done; a kit beyond its limit is becoming a framework; a file beyond its own is
// two. Exit code 1 where a limit is passed.
const root = join(import.meta.dirname, '..');

const limits: readonly { name: string; most: number; holds: (path: string) => boolean }[] = [
  { name: 'record kit', most: 4000, holds: (path) => /^src\/record\/(shared|server)\//.test(path) },
  { name: 'record kit, web', most: 4000, holds: (path) => path.startsWith('src/record/web/') },
];

const sizes = new Map<string, number>();
for await (const found of glob('src/**/*.{ts,tsx}', { cwd: root })) {
  const path = found.replaceAll('\\', '/');
  if (placeOf(path).test) continue;
  const text = await readFile(join(root, path), 'utf8');
  sizes.set(path, text.split('\n').filter((line) => line.trim()).length);
}

const sum = (holds: (path: string) => boolean) =>
  [...sizes].reduce((total, [path, lines]) => total + (holds(path) ? lines : 0), 0);

const row = (cells: readonly (string | number)[]) =>
  console.log(cells.map((cell, i) => (i === 0 ? String(cell).padEnd(28) : String(cell).padStart(12))).join(''));

row(['process', 'definition', 'engine', 'server', 'web']);
const processes = new Set([...sizes.keys()].map((path) => placeOf(path).process).filter((name) => name !== null));
for (const name of [...processes].toSorted()) {
  const part = (folder: string) => sum((path) => path.startsWith(`src/processes/${name}/${folder}/`));
  row([name, part('shared') + part('seed'), part('engine'), part('server'), part('web')]);
}

const capabilities = new Set(
  [...sizes.keys()].flatMap((path) => /^src\/capabilities\/([\w-]+)\//.exec(path)?.[1] ?? []),
);
console.log('');
row(['limited', 'lines', 'most']);
for (const { name, most, holds } of [
  ...limits,
  ...[...capabilities].toSorted().map((capability) => ({
    name: capability,
    most: 1500,
    holds: (path: string) => path.startsWith(`src/capabilities/${capability}/`),
  })),
]) {
  const lines = sum(holds);
  row([name, lines, most]);
  if (lines > most) process.exitCode = 1;
}

const longest = 300;
for await (const file of glob('{src,tools,bench,test}/**/*.{ts,tsx}', { cwd: root })) {
  const lines = (await readFile(join(root, file), 'utf8')).split('\n').length - 1;
  if (lines <= longest) continue;
  row([file.replaceAll('\\', '/'), lines, longest]);
  process.exitCode = 1;
}
