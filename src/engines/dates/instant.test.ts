import { describe, expect, it } from 'vitest';
import { compileForm } from './date-form.ts';
import { findForms } from './find-forms.ts';
import { instantReader } from './instant.ts';

const zone = 'Europe/Bratislava';
const isoOf = (text: string, forms: readonly string[] = []): string | null => {
  const at = instantReader({ zone, forms })(text);
  return at === null ? null : new Date(at).toISOString();
};

describe('times that need no form', () => {
  it.each([
    ['2025-03-01T10:00:00+01', '2025-03-01T09:00:00.000Z'],
    ['2025-03-01 10:00:00+01', '2025-03-01T09:00:00.000Z'],
    ['2025-03-01 10:00:00.25-0530', '2025-03-01T15:30:00.250Z'],
    ['2025-03-01 10:00:00 UTC', '2025-03-01T10:00:00.000Z'],
    ['20250301T100000Z', '2025-03-01T10:00:00.000Z'],
    ['2025-03-01 9:05', '2025-03-01T08:05:00.000Z'],
    ['2026/03/14', '2026-03-13T23:00:00.000Z'],
    ['2026-03-14,\u00A010:15', '2026-03-14T09:15:00.000Z'],
    ['2025-02-30', null],
    ['2025-03-01 25:00', null],
  ])('%s', (text, expected) => {
    expect(isoOf(text)).toBe(expected);
  });
});

describe('times whose form is found', () => {
  it.each([
    ['25/Mar/25 2:05 PM', 'd/MMM/yy h:mm a', '2025-03-25T13:05:00.000Z'],
    ['01/Mar/26 10:15 AM', 'd/MMM/yy h:mm a', '2026-03-01T09:15:00.000Z'],
    ['3/25/2025 2:05 PM', 'M/d/yyyy h:mm a', '2025-03-25T13:05:00.000Z'],
    ['3/25/2025 12:05:09 a.m.', 'M/d/yyyy h:mm:ss a', '2025-03-24T23:05:09.000Z'],
    ['25/03/2025 14:05', 'd/M/yyyy H:mm', '2025-03-25T13:05:00.000Z'],
    ['1. 3. 2025 10:05', 'd. M. yyyy H:mm', '2025-03-01T09:05:00.000Z'],
    ['14. 3. 2026 10:15', 'd. M. yyyy H:mm', '2026-03-14T09:15:00.000Z'],
    ['14.03.2026, 10:15', 'd.M.yyyy, H:mm', '2026-03-14T09:15:00.000Z'],
    ['03.04.2026', 'd.M.yyyy', '2026-04-02T22:00:00.000Z'],
    ['14-03-2026 10:15', 'd-M-yyyy H:mm', '2026-03-14T09:15:00.000Z'],
    ['Sun Mar 01 10:15:00 2026', 'EEE MMM d H:mm:ss yyyy', '2026-03-01T09:15:00.000Z'],
    ['Sun, 1 Mar 2026 10:15:00 +0000', 'EEE, d MMM yyyy H:mm:ss X', '2026-03-01T10:15:00.000Z'],
    ['Sun, 01 Mar 2026 10:15:00 GMT', 'EEE, d MMM yyyy H:mm:ss X', '2026-03-01T10:15:00.000Z'],
    ['March 14, 2026 10:15 AM', 'MMM d, yyyy h:mm a', '2026-03-14T09:15:00.000Z'],
    ['14. marca 2026 10:15', 'd. MMM yyyy H:mm', '2026-03-14T09:15:00.000Z'],
    ['14. März 2026 10:15 Uhr', "d. MMM yyyy H:mm 'Uhr'", '2026-03-14T09:15:00.000Z'],
    ['14 févr. 2026 10:15', 'd MMM yyyy H:mm', '2026-02-14T09:15:00.000Z'],
    ['1740823200', 'unix seconds', '2025-03-01T10:00:00.000Z'],
    ['1740823200123', 'unix milliseconds', '2025-03-01T10:00:00.123Z'],
    ['45717.4201388889', 'excel days', '2025-03-01T09:05:00.000Z'],
    ['20250301', 'yyyyMMdd', '2025-02-28T23:00:00.000Z'],
  ])('%s is %s', (text, form, expected) => {
    expect(findForms([text])).toEqual({ forms: [form], choices: [], unread: [] });
    expect(isoOf(text, [form])).toBe(expected);
  });

  it('a form that a person types has two digits where it says so', () => {
    expect(isoOf('25/Mar/25 2:05 PM', ['dd/MMM/yy h:mm a'])).toBe('2025-03-25T13:05:00.000Z');
    expect(isoOf('3/25/2025 2:05 PM', ['M/d/yyyy h:mm a'])).toBe('2025-03-25T13:05:00.000Z');
    expect(isoOf('3/25/2025 13:05 PM', ['M/d/yyyy h:mm a'])).toBeNull();
    expect(isoOf('1/3/2025', ['dd/MM/yyyy'])).toBeNull();
  });

  it('takes dates with and without a time together', () => {
    const found = findForms(['25.3.2025', '26.3.2025 10:15', '', '27.3.2025 10:15']);
    expect(found).toEqual({ forms: ['d.M.yyyy H:mm', 'd.M.yyyy'], choices: [], unread: [] });
  });
});

describe('day and month that could be either', () => {
  it('are asked about where every date allows both', () => {
    expect(findForms(['03/04/2025 10:00', '05/06/2025 11:00'])).toEqual({
      forms: [],
      choices: [['d/M/yyyy H:mm'], ['M/d/yyyy H:mm']],
      unread: [],
    });
    expect(findForms(['3/4/2025 2:05 PM']).choices[0]).toEqual(['M/d/yyyy h:mm a']);
    expect(findForms(['03-04-25']).choices).toEqual([['d-M-yy'], ['M-d-yy']]);
  });

  it('are told by a single date that allows one', () => {
    expect(findForms(['03/04/2025 10:00', '03/25/2025 10:00']).forms).toEqual(['M/d/yyyy H:mm']);
    expect(findForms(['03/04/2025 10:00', '25/03/2025 10:00']).forms).toEqual(['d/M/yyyy H:mm']);
  });

  it('words among them change nothing', () => {
    expect(findForms(['?', '25/03/2025 10:00', 'the other day'])).toEqual({
      forms: ['d/M/yyyy H:mm'],
      choices: [],
      unread: ['?', 'the other day'],
    });
  });
});

describe('a form', () => {
  it.each([
    'dd/MM/yyyy foo',
    'M/d/yyyy h:mm',
    'dd/MM HH:mm',
    'dd/MM/MM/yyyy',
    'DD/MM/YYYY',
    'd MMM M yyyy',
    "d/M/yyyy H'",
  ])('%s is none', (form) => {
    expect(compileForm(form)).toBeNull();
  });
  it.each(['M/d/yyyy h:mm a', 'dd/MMM/yy h:mm a', "d.M.yyyy 'o' H:mm", 'unix seconds', 'yyyyMMdd'])(
    '%s is one',
    (form) => {
      expect(compileForm(form)).not.toBeNull();
    },
  );
});
