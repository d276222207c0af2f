import { expect, it } from 'vitest';
import { landingOf } from './landing.ts';

it.each([
  [true, null, '/work'],
  [false, null, '/'],
  [true, '/cases/INC0000012?reply=1', '/cases/INC0000012?reply=1'],
  [false, '/work/incidents/INC0000012', '/work/incidents/INC0000012'],
  [true, '/work?view=mine#note', '/work?view=mine#note'],
  // What leads away from this site leads nowhere.
  [true, 'https://elsewhere.example/', '/work'],
  [true, '//elsewhere.example/', '/work'],
  [false, '/\\elsewhere.example', '/'],
  [false, 'javascript:alert(1)', '/'],
  [false, '', '/'],
])('after signing in one is where one works, or wanted to go: workspace %s, wanted %s', (workspace, wanted, place) => {
  expect(landingOf({ workspace }, wanted)).toBe(place);
});
