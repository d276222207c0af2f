import { expect, it } from 'vitest';
import { linesOf } from './document-lines.ts';

const version = (...holidays: { date: string; name: string }[]) => ({
  from: '2026-01-01T00:00:00.000Z',
  week: [
    [
      { from: '08:00', to: '12:00' },
      { from: '13:00', to: '17:00' },
    ],
    [],
  ],
  holidays,
  exceptions: [{ date: '2026-12-24', intervals: [{ from: '08:00', to: '12:00' }], name: 'Christmas Eve' }],
});
const newYear = { date: '2027-01-01', name: 'New Year' };
const may = { date: '2027-05-01', name: 'May Day' };

it('a holiday more is one line that differs, in words', () => {
  const [before, after] = [linesOf([version(may)]), linesOf([version(newYear, may)])];
  expect(after.filter((line) => !before.includes(line))).toEqual(['2027-01-01 · New Year']);
  expect(before.filter((line) => !after.includes(line))).toEqual([]);
  expect(after).toContain('2026-12-24 · 08:00–12:00 · Christmas Eve');
  expect(after).toContain('week 1: 08:00–12:00, 13:00–17:00');
  expect(after.join('')).not.toMatch(/[{}"[\]]/);
});
