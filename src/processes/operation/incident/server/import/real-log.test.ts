import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '#/platform/database/migrate.ts';
import { openImporting } from './test/importing.ts';

// A real log of another tool, where it lies beside the project; it is not ours to pass on.
const file = path.join(projectRoot, '../shared/data/incidents/bpi2013/BPI_Challenge_2013_incidents.xes.gz');

interface RecordedCase {
  number: string;
  states: string[];
  times: number[];
  teams: string[];
}

/** Reads the log with expressions of this test's own: nothing here is shared with what imports it. */
function* recorded(): Generator<RecordedCase> {
  const text = gunzipSync(readFileSync(file)).toString('utf8');
  for (const [, trace = ''] of text.matchAll(/<trace>([^]*?)<\/trace>/g)) {
    const number = /<string key="concept:name" value="([^"]*)"/.exec(trace.slice(0, trace.indexOf('<event>')))?.[1];
    const events = [...trace.matchAll(/<event>([^]*?)<\/event>/g)].map(([, event = '']) => {
      const value = (key: string) => new RegExp(`key="${key}" value="([^"]*)"`).exec(event)?.[1] ?? '';
      return {
        state: `${value('concept:name')} / ${value('lifecycle:transition')}`,
        time: new Date(value('time:timestamp')).getTime(),
        team: value('org:group'),
      };
    });
    yield {
      number: number ?? '',
      states: events.map(({ state }) => state),
      times: events.map(({ time }) => time),
      teams: events.map(({ team }) => team),
    };
  }
}

/** What the statuses of that tool are called here; written down by hand. */
const meanings: Readonly<Record<string, string>> = {
  'Accepted / In Progress': 'in-progress',
  'Accepted / Assigned': 'assigned',
  'Accepted / Wait': 'pending',
  'Accepted / Wait - User': 'pending',
  'Accepted / Wait - Customer': 'pending',
  'Accepted / Wait - Vendor': 'pending',
  'Accepted / Wait - Implementation': 'pending',
  'Queued / Awaiting Assignment': 'new',
  'Completed / Resolved': 'resolved',
  'Completed / Closed': 'closed',
  'Completed / In Call': 'closed',
  'Completed / Cancelled': 'cancelled',
  'Unmatched / Unmatched': 'new',
};

interface Imported {
  number: string;
  state: string;
  team: string | null;
  opened: string;
  at: string[];
  states: (string | null)[];
  teams: (string | null)[];
}

describe('a real log of 7,554 incidents', () => {
  it.skipIf(!existsSync(file))(
    'comes in whole, and each case has the states, teams and times of the file',
    async () => {
      const at = await openImporting();
      try {
        const started = performance.now();
        const run = await at.bringIn(file);
        const rate = Math.round(7554 / ((performance.now() - started) / 1000));
        process.stderr.write(`${rate} incidents a second\n`);
        expect(run).toMatchObject({
          status: 'done',
          counts: { created: 7554, updated: 0, unchanged: 0, refused: 0, events: 65_533 },
        });
        const rows = await at.desk.owner<Imported>(`
          select i.number, i.state, g.name as team, to_json(i.opened_at) #>> '{}' as opened,
            array_agg(to_json(h.at) #>> '{}' order by h.at, h.id) as at,
            array_agg(h.payload #>> '{changes,state,1}' order by h.at, h.id) as states,
            array_agg((select name from support_group s where s.id::text = h.payload #>> '{changes,group,1}') order by h.at, h.id) as teams
          from incident i join history h on h.item = i.id left join support_group g on g.id = i.support_group
          group by i.id, g.name`);
        const imported = new Map(rows.map((row) => [row.number, row]));
        expect(imported.size).toBe(7554);
        let cases = 0;
        let events = 0;
        const wrong: string[] = [];
        for (const one of recorded()) {
          cases += 1;
          events += one.times.length;
          const found = imported.get(one.number);
          // History tells changes alone: what it does not say stayed as it was.
          const filled = (values: (string | null)[] = []) => {
            let last: string | null = null;
            return values.map((value) => (last = value ?? last));
          };
          const told = {
            states: filled(found?.states),
            teams: filled(found?.teams),
            times: (found?.at ?? []).map((time) => Date.parse(time)),
            state: found?.state,
            team: found?.team,
            opened: Date.parse(found?.opened ?? ''),
          };
          const states = one.states.map((state) => meanings[state] ?? `unknown: ${state}`);
          const meant = {
            states,
            teams: one.teams,
            times: one.times,
            state: states.at(-1),
            team: one.teams.at(-1),
            opened: one.times[0],
          };
          if (JSON.stringify(told) !== JSON.stringify(meant)) wrong.push(one.number);
        }
        expect({ cases, events, wrong }).toEqual({ cases: 7554, events: 65_533, wrong: [] });
        const [made] = await at.desk.owner(`select
          (select count(*)::int from support_group where name like 'G%' or name ~ '^[A-Z][0-9]') as teams,
          (select count(*)::int from service) as services, (select count(*)::int from location) as countries,
          (select count(*)::int from organisation o where parent is not null) as lines,
          (select count(*)::int from incident where reopened_count > 0) as reopened,
          (select count(*)::int from outbox where payload ->> 'origin' = 'import') as outbox`);
        // The log's own facts: 514 cases go on after Completed.
        expect(made).toEqual({ teams: 649, services: 704, countries: 31, lines: 25, reopened: 514, outbox: 0 });
        const undone = await at.takeBack(run.id);
        expect(undone.counts.undo).toMatchObject({ kept: 0 });
        const [left] = await at.desk.owner('select (select count(*)::int from incident) as incidents');
        expect(left).toEqual({ incidents: 0 });
      } finally {
        await at.stop();
      }
    },
    600_000,
  );
});
