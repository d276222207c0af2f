import { describe, expect, it } from 'vitest';
import { readCatalogue } from '#/platform/text/load.ts';
import { wordKeys } from '#/platform/text/texts.ts';
import type { Fields } from '#/record/shared/field.ts';
import { buildKit } from '../kit.ts';

const english = readCatalogue('en');
const types = [...buildKit().types.values()];

/** The keys of fields that lack a text: their own, or the one that fields of this name have in every record. */
function unnamed(kind: string, fields: Fields): string[] {
  const has = (of: string, name: string) => english.has(wordKeys.field(of, name));
  return Object.entries(fields).flatMap(([name, { options = [] }]) => [
    ...(has(kind, name) || has('record', name) ? [] : [wordKeys.field(kind, name)]),
    ...options.map((option) => wordKeys.option(kind, name, option)).filter((key) => !english.has(key)),
  ]);
}

// That Slovak has the same keys is asked beside the catalogues.
describe('a record type has words for all that people read of it', () => {
  it.each(types.map((type) => [type.definition.name, type] as const))('%s', (kind, { definition, steps }) => {
    const offered = Object.entries(steps).filter(([, { hidden }]) => !hidden);
    const keys = [
      wordKeys.one(kind),
      wordKeys.many(kind),
      ...Object.keys(definition.states).map((state) => wordKeys.state(kind, state)),
      ...offered.map(([step]) => wordKeys.step(kind, step)),
    ];
    expect([
      ...keys.filter((key) => !english.has(key)),
      ...unnamed(kind, definition.fields),
      ...offered.flatMap(([, { input = {} }]) => unnamed(kind, input)),
    ]).toEqual([]);
  });
});
