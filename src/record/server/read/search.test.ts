import { expect, it } from 'vitest';
import { whileTyping, wordsOf } from './search.ts';

it.each([
  ['printer jams', "'printer' & 'jams'"],
  ['print* jam', "'print':* & 'jam'"],
  ['print*', "'print':*"],
  ['Wi-Fi’s slow', "'wi' & 'fi' & 's' & 'slow'"],
  ["x' | !'y*A", "'x' & 'y':* & 'a'"],
  ['* ** -', ''],
  ['Žiadosť žiadosť ZIADOST', "'ziadost'"],
  ['C:\\Program Files\\run.exe', "'c' & 'program' & 'files' & 'run' & 'exe'"],
  ["🔥 & () '", ''],
])('%s is searched as %s', (search, words) => expect(wordsOf(search, 'workspace')).toBe(words));

it('keeps the portal away from what staff alone may read', () => {
  expect(wordsOf('print* jam', 'portal')).toBe("'print':*ABC & 'jam':ABC");
});

it.each([
  ['tlačia', 'tlačia*'],
  [' certif exp ', 'certif* exp*'],
  ['to be in', 'to be in*'],
  ['done* here', 'done* here*'],
  ['end.', 'end*.'],
  ['it is.', 'it is.'],
  ['C:\\Program Files', 'C:\\Program* Files*'],
  ['"exact words" begun', '"exact words" begun*'],
  ['"exact"', '"exact"'],
  ['"not closed', '"not* closed*'],
  ['Dell 24" moni', 'Dell* 24" moni*'],
  ['INC 15', 'INC* 15*'],
  ['', ''],
])('while typing, %s is %s', (search, asked) => expect(whileTyping(search)).toBe(asked));
