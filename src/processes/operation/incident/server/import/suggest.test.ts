import { readFileSync } from 'node:fs';
import iconv from 'iconv-lite';
import { afterAll, describe, expect, it } from 'vitest';
import type { Mapping } from '#/capabilities/mapping/shared/mapping.ts';
import { withEvents, withoutEvents } from '#/capabilities/sources/shared/rows.ts';
import { sniffSource } from '#/platform/tabular/sniff.ts';
import { scratchFolder } from '#/platform/tabular/test/bytes.ts';
import { levelsOf } from './level-words.ts';
import { stateOf } from './status-words.ts';
import { suggest } from './suggest.ts';
import { eventFields } from './walk.ts';

const folder = scratchFolder();
afterAll(folder.clear);

const suggested = async (content: string | Buffer, zone = 'Europe/Bratislava'): Promise<Mapping> => {
  const sniff = await sniffSource(folder.write('file', content), { findsHeader: true, whole: true });
  return suggest(sniff, { customer: 'Acme', zone }).mapping;
};
/** The texts of a part of the source in a language. */
const textsOf = (language: string, part: string) =>
  JSON.parse(readFileSync(new URL(`${part}/texts/${language}.json`, import.meta.url), 'utf8')) as Record<
    string,
    string
  >;
const columnOf = (mapping: Mapping, field: string): string | undefined => {
  const from = field === 'number' ? mapping.number : mapping.fields[field]?.from;
  return from && 'column' in from ? from.column : undefined;
};

describe('a status', () => {
  it.each([
    ['Resolved', 'resolved'],
    ['6 - Resolved', 'resolved'],
    ['Unassigned', 'new'],
    ['Re-opened', 'in-progress'],
    ['Waiting for support', 'in-progress'],
    ['On Hold', 'pending'],
    ['Closed Complete', 'closed'],
    ['Processing (assigned)', 'assigned'],
    ['Vyriešený', 'resolved'],
    ['V riešení', 'in-progress'],
    ['Uzatvorené', 'closed'],
    ['In Bearbeitung', 'in-progress'],
    ['Gelöst', 'resolved'],
    ['En cours (Attribué)', 'assigned'],
    ['Clos', 'closed'],
    ['Résolu', 'resolved'],
  ])('%s is %s', (word, state) => {
    expect(stateOf(word)?.state).toBe(state);
  });

  it('waits for the user where it says so', () => {
    expect(stateOf('Čaká na používateľa')).toEqual({ state: 'pending', reason: 'user', answered: true });
  });

  it.each(['Unresolved', 'Not active', 'Inactive', 'Renewal', 'Phase 2', 'Half closed', ''])(
    '%s is not known: no word within a word counts',
    (word) => {
      expect(stateOf(word)).toBeUndefined();
    },
  );
});

describe('words of levels', () => {
  it.each([
    [['1 - High', '2 - Medium', '3 - Low'], { '1 - high': 1, '2 - medium': 2, '3 - low': 3 }],
    [['1 - Critical', '2 - High', '3 - Moderate', '4 - Low', '5 - Planning'],
      { '1 - critical': 1, '2 - high': 2, '3 - moderate': 3, '4 - low': 4, '5 - planning': 5 }],
    [['1', '2', '3', '4', '5'], { '1': 1, '2': 2, '3': 3, '4': 4, '5': 5 }],
    [['P1', 'Prio 2', 'Sev-3'], { p1: 1, 'prio 2': 2, 'sev-3': 3 }],
    [['High', 'Medium', 'Low'], { high: 1, medium: 2, low: 3 }],
    [['Critical', 'High', 'Medium', 'Low'], { critical: 1, high: 2, medium: 3, low: 4 }],
    [['Vysoká', 'Stredná', 'Nízka'], { vysoka: 1, stredna: 2, nizka: 3 }],
    // Some tools count upwards: names tell which end is which.
    [['1 low', '2 normal', '3 high'], { '1 low': 3, '2 normal': 2, '3 high': 1 }],
    [['7', 'whatever', 'High'], { high: 1 }],
  ])('%j', (words, levels) => {
    expect(levelsOf(words, 5, false)).toEqual(levels);
  }); // prettier-ignore

  it('a priority has a level for each name', () => {
    expect(levelsOf(['High', 'Medium', 'Low'], 5, true)).toEqual({ high: 2, medium: 3, low: 4 });
  });
});

describe('what is suggested for a file', () => {
  it('knows the columns of a ServiceNow export, its states, levels and words for nothing', async () => {
    const mapping = await suggested(
      [
        'number,incident_state,active,caller_id,opened_by,opened_at,contact_type,location,category,subcategory,cmdb_ci,impact,urgency,priority,assignment_group,assigned_to,closed_code,resolved_at,closed_at',
        'INC0000045,New,true,Caller 2403,Opened by 8,29/2/2016 01:16,Phone,Location 143,Category 55,Subcategory 170,?,2 - Medium,2 - Medium,3 - Moderate,Group 56,?,code 5,29/2/2016 11:29,5/3/2016 12:00',
        'INC0000046,Awaiting User Info,true,Caller 2404,Opened by 8,29/2/2016 01:16,Email,Location 143,Category 55,Subcategory 170,?,1 - High,2 - Medium,2 - High,?,Resolver 5,code 5,29/2/2016 11:29,5/3/2016 12:00',
        'INC0000047,-100,true,Caller 2405,Opened by 8,29/2/2016 01:16,Phone,Location 143,Category 55,Subcategory 170,?,3 - Low,3 - Low,4 - Low,Group 56,Resolver 5,code 5,29/2/2016 11:29,5/3/2016 12:00',
      ].join('\n'),
    );
    expect(
      ['number', 'affectedUser', 'assignee', 'category', 'location', 'configurationItem', 'priority', 'channel', 'closeCode', 'openedAt', 'group']
        .map((field) => columnOf(mapping, field)), // prettier-ignore
    ).toEqual(['number', 'caller_id', 'assigned_to', 'category', 'location', 'cmdb_ci', 'priority', 'contact_type', 'closed_code', 'opened_at', 'assignment_group']); // prettier-ignore
    expect(mapping.state).toEqual({
      columns: ['incident_state'],
      map: { new: { state: 'new' }, 'awaiting user info': { state: 'pending', reason: 'user', answered: true } },
    });
    expect(mapping.fields['priority']?.map).toEqual({ '3 - moderate': 3, '2 - high': 2, '4 - low': 4 });
    expect(mapping.fields['impact']?.map).toEqual({ '2 - medium': 2, '1 - high': 1, '3 - low': 3 });
    expect(mapping.fields['channel']).toMatchObject({ unmapped: 'default', default: 'import' });
    expect(mapping.source).toEqual({ rows: 'case', dates: ['d/M/yyyy H:mm'], zone: 'Europe/Bratislava', empty: ['?'] });
  });

  it.each(['en', 'sk'])('knows every column of what Mainstay itself exports: %s', async (language) => {
    const texts = { ...textsOf(language, '../../../../../record'), ...textsOf(language, '../..') };
    const fields = ['title', 'description', 'affectedUser', 'requester', 'customer', 'channel', 'category', 'service', 'configurationItem', 'location', 'impact', 'urgency', 'priority', 'group', 'assignee', 'closeCode', 'solution', 'cause', 'openedAt', 'resolvedAt', 'closedAt', 'tags']; // prettier-ignore
    const label = (field: string) => texts[`field.incident.${field}`] ?? texts[`field.record.${field}`] ?? '';
    const header = ['number', 'state', ...fields].map(label);
    const sniff = await sniffSource(folder.write('file', `${header.join(',')}\nX-1${',x'.repeat(fields.length + 1)}`), {
      findsHeader: true,
      whole: true,
    });
    const { mapping, open } = suggest(sniff, {});
    expect(Object.fromEntries(fields.map((field) => [field, columnOf(mapping, field)]))).toEqual(
      Object.fromEntries(fields.map((field) => [field, label(field)])),
    );
    expect([columnOf(mapping, 'number'), mapping.state?.columns, open]).toEqual([
      label('number'),
      [label('state')],
      [],
    ]);
  });

  it.each([
    ['Issue key,Summary,Status,Created\nIT-1,Printer,Done,25/Mar/25 2:05 PM', 'Issue key', 'Created', ['d/MMM/yy h:mm a']],
    ['Ticket#;Title;State;Created\n2025031910000017;Printer;open;2025-03-19 10:00:00', 'Ticket#', 'Created', []],
    ['ID;Title;Status;Opening date\n12;Printer;Closed;2025-03-19 10:00', 'ID', 'Opening date', []],
    ['Ticket ID,Subject,Status,Created Time\n5,Printer,Open,19 Mar 2025 10:00', 'Ticket ID', 'Created Time', ['d MMM yyyy H:mm']],
    ['id\tSubject\tStatus\tCreated\n5\tPrinter\tstalled\tSun Mar 01 10:15:00 2026', 'id', 'Created', ['EEE MMM d H:mm:ss yyyy']],
  ])('knows number, opening and dates: %s', async (content, number, opened, dates) => {
    const mapping = await suggested(content);
    expect([columnOf(mapping, 'number'), columnOf(mapping, 'openedAt')]).toEqual([number, opened]);
    expect(mapping.source?.dates).toEqual(dates);
  }); // prettier-ignore

  it('takes rows that share their numbers for events also where no column is known to be the status', async () => {
    const rows = Array.from(
      { length: 40 },
      (_, nth) => `IM${nth >> 2};${10 + (nth % 20)}-02-2013 12:03:35;Operator ${nth}`,
    );
    const mapping = await suggested(['Incident ID;DateStamp;Activity', ...rows].join('\n'));
    expect(mapping.source).toMatchObject({ rows: 'event', dates: ['d-M-yyyy H:mm:ss'] });
    expect([mapping.history?.time, mapping.history?.state.columns]).toEqual(['DateStamp', []]);
  });

  it.each([
    ['Issuekey', 'number'],
    ['ShortDescription', 'title'],
    ['resolutiondate', 'resolvedAt'],
    ['assignment_group.display_value', 'group'],
    ['fields.priority.name', 'priority'],
  ])('knows %s, however its words are parted', async (column, field) => {
    expect(columnOf(await suggested(`${column},other\n1,2\n`), field)).toBe(column);
  });

  it('takes each row for an event where rows share their numbers and say when they were written', async () => {
    const content = [
      'number,incident_state,sys_updated_by,sys_updated_at,opened_at,impact,assignment_group,short_description',
      'INC0000045,New,Ada,29/2/2016 01:23,29/2/2016 01:16,2 - Medium,Desk,Printer',
      'INC0000045,Resolved,Ben,1/3/2016 08:00,29/2/2016 01:16,2 - Medium,Print team,Printer',
      'INC0000046,New,Ada,29/2/2016 04:40,29/2/2016 04:40,1 - High,Desk,Mail',
    ].join('\n');
    const mapping = await suggested(content);
    expect(mapping.source).toMatchObject({ rows: 'event', dates: ['d/M/yyyy H:mm'] });
    expect(mapping.state).toBeUndefined();
    // Words of earlier files too, whose events a later file is put together with.
    expect(mapping.history?.state.map).toMatchObject({ closed: { state: 'closed' } });
    expect(mapping.history).toMatchObject({
      time: 'sys_updated_at',
      author: 'sys_updated_by',
      state: { columns: ['incident_state'], map: { new: { state: 'new' }, resolved: { state: 'resolved' } } },
      fields: {
        group: { from: { column: 'assignment_group' }, create: {} },
        impact: { from: { column: 'impact' }, map: { '2 - medium': 2, '1 - high': 1 } },
      },
    });
    expect(mapping.fields['impact']).toEqual({ default: 3 });
    expect(mapping.fields['group']).toBeUndefined();
    expect(withoutEvents(mapping)).toMatchObject({
      source: { rows: 'case' },
      state: { columns: ['incident_state'] },
      fields: { impact: { from: { column: 'impact' }, default: 3 }, group: { create: {} } },
    });
    expect(withEvents(withoutEvents(mapping), { time: 'sys_updated_at', author: 'sys_updated_by' }, eventFields)).toEqual(mapping); // prettier-ignore
    // Each number once: a row for each case, though it has such a column.
    const alone = await suggested(content.split('\n').slice(0, 2).join('\n'));
    expect([alone.source?.rows, alone.history]).toEqual(['case', undefined]);
  });

  it('makes up no state where no column has one', async () => {
    const mapping = await suggested('No,Title,Opened,Phase\n1,Printer,2025-03-01,New');
    expect(mapping.state).toEqual({ columns: [], map: {} });
  });

  it('decides nothing where day and month could be either', async () => {
    expect((await suggested('No,Title,Opened\n1,Printer,03/04/2025 10:00')).source?.dates).toEqual([]);
  });

  it('knows the words of the whole file, and the date that tells day from month', async () => {
    const row = (nth: number) =>
      `T-${nth};x;${nth === 900 ? 'Vyriešené' : 'Nové'};0${1 + (nth % 9)}/0${1 + (nth % 7)}/2025 1${nth % 10}:00`;
    const rows = Array.from({ length: 1000 }, (_, nth) => row(nth));
    const mapping = await suggested(['Number;Title;Status;Opened', ...rows, 'T-x;x;Nové;03/25/2025 10:00'].join('\n'));
    expect(Object.keys(mapping.state?.map ?? {}).toSorted()).toEqual(['nove', 'vyriesene']);
    expect(mapping.source?.dates).toEqual(['M/d/yyyy H:mm']);
  });

  it('means the same levels by the same words, whether it has read a file to its end or only the beginning', async () => {
    const head = 'Number,Short description,Opened,Status,Impact\n';
    const row = (n: number) =>
      `${n},${'Text '.repeat(20)},2026-11-02 09:00:00,New,${['Medium', 'Low', 'High', 'Major'][n % 4]}\n`;
    const file = folder.write('long.csv', head + Array.from({ length: 4000 }, (_, n) => row(n)).join(''));
    const [begun, whole] = await Promise.all(
      [{ sampleBytes: 4096 }, { whole: true }].map((options) => sniffSource(file, { findsHeader: true, ...options })),
    );
    expect([begun?.exact, whole?.exact]).toEqual([false, true]);
    const impactOf = (sniff: typeof whole) => sniff && suggest(sniff, { customer: 'Acme' }).mapping.fields['impact'];
    expect(impactOf(whole)).toMatchObject({ map: { major: 1, high: 1, medium: 2, low: 3 } });
    // What has not been seen yet may still come.
    expect(impactOf(begun)).toMatchObject({ map: { critical: 1, major: 1, high: 1, medium: 2, moderate: 2, low: 3 } });
  });

  it('states how the file was read, so that the run reads it so', async () => {
    const text =
      'Prehľad;;;\n;;;\nČíslo;Názov;Stav;Vytvorené\nT-1;Tlačiareň nejde, ľahký problém;Nový;1. 3. 2025 10:05\n';
    const mapping = await suggested(iconv.encode(text, 'cp852'));
    expect(mapping.source).toEqual({
      rows: 'case',
      dates: ['d. M. yyyy H:mm'],
      encoding: 'cp852',
      header: 3,
      zone: 'Europe/Bratislava',
    });
    expect([columnOf(mapping, 'number'), columnOf(mapping, 'title'), columnOf(mapping, 'openedAt')]).toEqual(['Číslo', 'Názov', 'Vytvorené']); // prettier-ignore
  });

  it('offers to cut titles where there are longer ones', async () => {
    const long = `Number;Title\n1;${'x'.repeat(201)}`;
    expect((await suggested(long)).fields['title']).toEqual({ from: { column: 'Title' }, long: 'cut' });
    expect((await suggested('Number;Title\n1;x')).fields['title']).toEqual({ from: { column: 'Title' } });
  });
});
