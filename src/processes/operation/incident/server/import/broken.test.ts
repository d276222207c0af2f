import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportCsv } from '#/capabilities/import-reports/server/report.ts';
import { loadTexts } from '#/platform/text/load.ts';
import type { Importing } from './test/importing.ts';
import { openImporting } from './test/importing.ts';

let at: Importing;
beforeAll(async () => {
  at = await openImporting();
}, 60_000);
afterAll(() => at.stop());

const event = (status: string, time: string, more = '') =>
  `<event><string key="concept:name" value="${status}"/><string key="lifecycle:transition" value="In Progress"/><string key="impact" value="Low"/>` +
  `<string key="org:group" value="T1"/>${more}<date key="time:timestamp" value="${time}"/></event>`;
const trace = (number: string, ...events: string[]) =>
  `<trace><string key="concept:name" value="${number}"/>\n${events.join('\n')}\n</trace>`;
const good = '2018-03-01T10:00:00+01:00';

const problems = async (run: string) =>
  at.desk.owner<{ line: number; key: string | null; problem: { line: number; code: string } }>(
    `select line, key, problems -> 0 as problem from import_result where run = $1 and outcome = 'refused' order by position`,
    [run],
  );

describe('a log with broken cases', () => {
  it('brings in all others, and names each broken one with its line and code', async () => {
    const file = await at.file(
      'broken.xes',
      [
        '<log xmlns="http://www.xes-standard.org/">',
        trace('A-1', event('Accepted', good)), // 2
        trace('A-2', event('Accepted', good), event('Asleep', good)), // 5, its second event at 7
        trace('A-3', event('Accepted', 'yesterday')), // 9, read from 10
        trace('A-4'), // 12: no events
        trace('A-1', event('Accepted', good)), // 15: again
        trace('A-5', event('Accepted', good, '<string key="impact" value="Low"/>')), // 18: a key twice
        trace('A-6', event('Accepted', good)), // 21
        '</log>',
      ].join('\n'),
    );
    const run = await at.bringIn(file);
    expect(run).toMatchObject({ status: 'done', counts: { created: 2, refused: 5, events: 2 } });
    expect((await problems(run.id)).map(({ key, problem: { line, code } }) => [key, line, code])).toEqual([
      ['A-2', 7, 'state-unmapped'],
      [null, 10, 'xes-value'],
      ['A-4', 12, 'no-events'],
      ['A-1', 15, 'number-again'],
      [null, 19, 'xes-duplicate'],
    ]);
  });

  it('says in the report what was wrong, in the reader’s language', async () => {
    const file = await at.file(
      'one.xes',
      `<log>\n${trace('B-1', event('Accepted', good))}\n${trace('B-2', event('Asleep', good))}\n</log>`,
    );
    const run = await at.bringIn(file);
    const texts = loadTexts();
    const read = async (language: string) => {
      const stream = reportCsv(at.desk.system(), run.id, (key, params) => texts.textOf(language, { key, params }));
      return (await stream.toArray()).join('').split('\r\n');
    };
    const [head, first, second] = await read('en');
    expect(head).toBe('\uFEFFLine,Number,Outcome,Line of the problem,Code,Problem');
    expect(first).toBe('2,B-1,created,,,');
    expect(second).toBe('5,B-2,refused,6,state-unmapped,The mapping does not know the status “Asleep/In Progress”.');
    expect((await read('sk'))[2]).toBe(
      '5,B-2,odmietnutý,6,state-unmapped,Priradenie nepozná stav „Asleep/In Progress“.',
    );
  });

  it('takes what stands before the place where the file was cut off', async () => {
    const whole = `<log>\n${trace('C-1', event('Accepted', good))}\n${trace('C-2', event('Accepted', good))}\n</log>`;
    const run = await at.bringIn(await at.file('cut.xes', whole.slice(0, -60)));
    expect(run).toMatchObject({ status: 'done', counts: { created: 1, refused: 1 } });
    expect((await problems(run.id)).map(({ problem }) => problem.code)).toEqual(['xml-truncated']);
  });

  it('refuses a number that a record of the desk’s own has', async () => {
    const { number } = await at.desk.does('agent', 'create', null, {
      title: 'Printer is jammed',
      affectedUser: at.desk.ids.user,
    });
    const run = await at.bringIn(await at.file('taken.xes', `<log>${trace(number, event('Accepted', good))}</log>`));
    expect((await problems(run.id)).map(({ problem }) => problem.code)).toEqual(['number-taken']);
  });

  it('takes a number that differs in its case alone for the same number', async () => {
    const first = await at.bringIn(await at.file('case.xes', `<log>${trace('F-15', event('Accepted', good))}</log>`));
    expect(first.counts.created).toBe(1);
    const log = ['f-15', 'g-1', 'G-1'].map((number) => trace(number, event('Accepted', good))).join('');
    const run = await at.bringIn(await at.file('small.xes', `<log>${log}</log>`));
    expect(run.counts).toMatchObject({ created: 1, refused: 2 });
    expect((await problems(run.id)).map(({ key, problem }) => [key, problem.code])).toEqual([
      ['f-15', 'number-taken'],
      ['G-1', 'number-taken'],
    ]);
  });

  it('gives no new case a number that came in, in small letters either', async () => {
    const run = await at.bringIn(
      await at.file('small-ours.xes', `<log>${trace('inc0000300', event('Accepted', good))}</log>`),
    );
    expect(run.counts.created).toBe(1);
    const { number } = await at.desk.does('agent', 'create', null, { title: 'Next', affectedUser: at.desk.ids.user });
    expect(number).toBe('INC0000301');
  });

  it('gives no new case a number that came in', async () => {
    const run = await at.bringIn(
      await at.file('ours.xes', `<log>${trace('INC0000500', event('Accepted', good))}</log>`),
    );
    expect(run.counts.created).toBe(1);
    const { number } = await at.desk.does('agent', 'create', null, { title: 'Next', affectedUser: at.desk.ids.user });
    expect(number).toBe('INC0000501');
  });

  it('refuses what the database itself refuses, and that alone', async () => {
    await at.desk.owner("alter table incident add constraint no_thirteen check (number <> 'D-13')");
    const traces = Array.from({ length: 30 }, (_, nth) => trace(`D-${nth}`, event('Accepted', good)));
    const run = await at.bringIn(await at.file('database.xes', `<log>${traces.join('\n')}</log>`));
    expect(run.counts).toMatchObject({ created: 29, refused: 1 });
    expect((await problems(run.id)).map(({ key, problem }) => [key, problem.code])).toEqual([['D-13', 'database']]);
  });

  it('is told that a file of another kind is none', async () => {
    const mapping = await at.offered(await at.file('any.xes', `<log>${trace('E-1', event('Accepted', good))}</log>`));
    const run = await at.bringIn(await at.file('picture.png', Buffer.from([0x89, 0x50, 0, 0, 1, 2])), { mapping });
    expect((await problems(run.id)).map(({ problem }) => problem.code)).toEqual(['source-unknown']);
  });
});
