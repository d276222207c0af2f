import { expect, test } from 'vitest';
import type { TypeShape } from '#/record/web/definitions.tsx';
import { startValues } from './form-fields.ts';

const person = { name: 'person' } as TypeShape;

test('a new person speaks the language of whoever adds them, until another is chosen', () => {
  expect(startValues(person, 'sk')).toEqual({ language: 'sk' });
  expect(startValues(person, 'en')).toEqual({ language: 'en' });
});
