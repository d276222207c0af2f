import { describe, expect, it } from 'vitest';
import { checkLayers } from './layers/check.ts';
import { processes } from './layers/place.ts';

const whole = (files: Record<string, string>) => checkLayers(new Map(Object.entries(files)));

/** What one import from `from` to `to` breaks. */
function broken(from: string, to: string, how = (specifier: string) => `import { x } from '${specifier}';`): string[] {
  const files = { [to]: 'export const x = 1;', [from]: how(to.replace(/^src/, '#')) };
  return whole(files).map(({ path, line, says }) => `${path}:${line} ${says}`);
}

describe('layers', () => {
  it('lets imports go leftward and inside a layer', () => {
    expect(broken('src/record/server/a.ts', 'src/platform/b.ts')).toEqual([]);
    expect(broken('src/app/a.ts', 'src/doors/rest/b.ts')).toEqual([]);
    expect(broken('src/engines/filter/a.ts', 'src/engines/calendar/b.ts')).toEqual([]);
  });

  it('refuses imports that go rightward, types among them', () => {
    expect(broken('src/platform/a.ts', 'src/record/server/b.ts')).toHaveLength(1);
    expect(broken('src/capabilities/notes/server/a.ts', 'src/processes/foundation/server/api.ts')).toHaveLength(1);
    const erased = (specifier: string) => `import type { x } from '${specifier}';`;
    expect(broken('src/doors/rest/a.ts', 'src/app/b.ts', erased)).toHaveLength(1);
  });

  it('sees every way to import, and says on which line', () => {
    const to = 'src/app/b.ts';
    for (const how of [
      (specifier: string) => `\nexport { x } from '${specifier}';`,
      (specifier: string) => `\nexport * from '${specifier}';`,
      (specifier: string) => `\nawait import('${specifier}');`,
      (specifier: string) => `\nexport type T = import('${specifier}').T;`,
      (specifier: string) => `\nimport '${specifier}';`,
    ]) {
      expect(broken('src/doors/a.ts', to, how)).toEqual([expect.stringMatching(/^src\/doors\/a\.ts:2 doors imports/)]);
    }
    expect(broken('src/doors/a.ts', to, (specifier) => `// import { x } from '${specifier}';`)).toEqual([]);
  });

  it('parts server, web and shared', () => {
    expect(broken('src/record/web/a.tsx', 'src/record/shared/b.ts')).toEqual([]);
    expect(broken('src/record/web/a.tsx', 'src/record/server/b.ts')).toHaveLength(1);
    expect(broken('src/record/server/a.ts', 'src/record/web/b.ts')).toHaveLength(1);
    expect(broken('src/record/shared/a.ts', 'src/record/server/b.ts')).toHaveLength(1);
    expect(broken('src/record/shared/a.ts', 'src/record/web/b.ts')).toHaveLength(1);
    expect(broken('src/app/web/a.tsx', 'src/app/server.ts')).toHaveLength(1);
    expect(broken('src/platform/web/a.ts', 'src/platform/log/b.ts')).toHaveLength(1);
  });

  it('keeps pure code free of packages and of Node', () => {
    const says = (path: string, specifier: string) => whole({ [path]: `import '${specifier}';` }).length;
    expect(says('src/engines/calendar/a.ts', 'temporal-polyfill')).toBe(1);
    expect(says('src/engines/calendar/a.ts', 'pg')).toBe(1);
    expect(says('src/base/a.ts', 'node:crypto')).toBe(1);
    expect(says('src/record/shared/a.ts', 'typebox')).toBe(1);
    expect(says('src/platform/a.ts', 'pg')).toBe(0);
    expect(says('src/platform/web/a.ts', 'node:fs')).toBe(1);
    expect(says('src/engines/calendar/a.test.ts', 'vitest')).toBe(0);
  });

  it('opens a process through its public files alone, down the graph alone', () => {
    const incident = 'src/processes/operation/incident/server/a.ts';
    expect(broken(incident, 'src/processes/foundation/server/api.ts')).toEqual([]);
    expect(broken(incident, 'src/processes/foundation/shared/person.ts')).toEqual([]);
    expect(broken(incident, 'src/processes/foundation/server/access/actor.ts')).toHaveLength(1);
    expect(
      broken('src/processes/foundation/server/a.ts', 'src/processes/operation/incident/server/api.ts'),
    ).toHaveLength(1);
    expect(
      broken('src/processes/operation/unheard-of/server/a.ts', 'src/processes/foundation/server/api.ts'),
    ).toHaveLength(1);
    expect(broken('src/app/a.ts', 'src/processes/foundation/server/access/actor.ts')).toEqual([]);
    expect(broken('src/processes/foundation/a.test.ts', 'src/processes/operation/incident/server/x.ts')).toEqual([]);
  });

  it('has a table of processes without a ring', () => {
    const below = (name: string, above: readonly string[]): void => {
      expect(above).not.toContain(name);
      for (const one of processes[name] ?? []) below(one, [...above, name]);
    };
    for (const name of Object.keys(processes)) below(name, []);
  });

  it('finds a ring once, and lets erased imports close none', () => {
    const ring = {
      'src/base/a.ts': "import { b } from './b.ts';",
      'src/base/b.ts': "import { c } from './c.ts';",
      'src/base/c.ts': "import { a } from './a.ts';",
    };
    expect(whole(ring)).toEqual([
      {
        path: 'src/base/c.ts',
        line: 1,
        says: expect.stringContaining('a.ts → src/base/b.ts → src/base/c.ts → src/base/a.ts'),
      },
    ]);
    expect(whole({ ...ring, 'src/base/c.ts': "import type { a } from './a.ts';" })).toEqual([]);
  });

  it('refuses what climbs, what is not there, and tests inside the product', () => {
    expect(whole({ 'src/base/x.ts': '', 'src/engines/filter/a.ts': "import '../../base/x.ts';" })[0]?.says).toBe(
      '../../base/x.ts climbs: write #/base/x.ts',
    );
    expect(whole({ 'src/base/a.ts': "import './gone.ts';" })[0]?.says).toBe('./gone.ts is no file');
    expect(broken('src/record/server/a.ts', 'src/record/test/database.ts')).toHaveLength(1);
    expect(broken('src/processes/foundation/a.test.ts', 'src/app/test/desk.ts')).toEqual([]);
  });
});
