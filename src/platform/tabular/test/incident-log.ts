import { type Step, type Trap, walkCase } from './incident-walk.ts';
import { pick, randomNumbers } from './random.ts';

/** One event as it is written. `at` is the instant in epoch milliseconds; `attributes` are in the file's order. */
export interface LoggedEvent {
  at: number;
  step: Step;
  attributes: readonly (readonly [key: string, value: string])[];
}

/** One case as it is written: what a test may expect an import to find. */
export interface LoggedCase {
  number: string;
  trap: Trap | undefined;
  events: LoggedEvent[];
}

export interface IncidentLogOptions {
  seed: number;
  cases: number;
}

const second = 1000;
const hour = 3600 * second;
const day = 24 * hour;
const firstOpening = Date.UTC(2018, 0, 8, 6);

// The first twenty cases show every trap, whatever the seed; later ones show them about as often as real logs do.
const leading: readonly (Trap | undefined)[] = [
  undefined, 'goes-on-after-completed', 'starts-waiting', 'starts-completed', 'ends-in-call', 'ends-resolved',
  'cancelled', 'unmatched', 'never-ends', 'one-event', 'every-wait', 'goes-on-after-completed',
]; // prettier-ignore

const trapShares: readonly (readonly [Trap | undefined, number])[] = [
  [undefined, 650],
  ['ends-in-call', 250],
  ['goes-on-after-completed', 72],
  ['ends-resolved', 12],
  ['every-wait', 8],
  ['starts-waiting', 2],
  ['starts-completed', 2],
  ['never-ends', 2],
  ['unmatched', 1],
  ['cancelled', 1],
];

const impacts = [
  ['Medium', 530],
  ['Low', 425],
  ['High', 41],
  ['Major', 4],
] as const;
const lines = [
  ['Line North', 64],
  ['Line South', 19],
  ['Line Sea', 7],
  ['Unlisted', 4],
  ['Line Q4', 3],
  ['Line Q11', 3],
] as const;
// The same country under several spellings, and "0" where nobody filled it in.
const resourceCountries = [
  ['Slovakia', 28], ['CZECHIA', 20], ['0', 10], ['Austria', 12], ['POLAND', 9], ['poland', 2], ['Portugal', 9], ['Kenya', 6], ['slovakia', 4],
] as const; // prettier-ignore
const organizationCountries = [
  ['sk', 32],
  ['SK', 2],
  ['cz', 24],
  ['at', 14],
  ['AT', 1],
  ['pl', 12],
  ['pt', 9],
  ['ke', 6],
] as const;

function code(random: () => number, prefix: string, count: number): string {
  // Squared, so that a few codes are very common and most are rare.
  return `${prefix}${1 + Math.floor(random() ** 2 * count)}`;
}

function lastSunday(year: number, month: number): number {
  const end = new Date(Date.UTC(year, month + 1, 0, 1));
  return end.getTime() - end.getUTCDay() * day;
}

/** Central European time as logs write it: +02:00 between the last Sundays of March and October, else +01:00. */
export function writeTime(at: number): string {
  const year = new Date(at).getUTCFullYear();
  const summer = at >= lastSunday(year, 2) && at < lastSunday(year, 9);
  const local = new Date(at + (summer ? 2 : 1) * hour).toISOString().slice(0, 19);
  return `${local}${summer ? '+02:00' : '+01:00'}`;
}

/** Seconds to hours between most events, weeks for some: an order of magnitude is drawn first. */
function pause(random: () => number, step: Step): number {
  if (step === 'Completed/Closed') return Math.round((5 + random() * 12) * (day / second)) * second;
  return Math.max(1, Math.round(10 ** (random() * (step.startsWith('Accepted/Wait') ? 6.3 : 4.6)))) * second;
}

/** The cases of the log, one by one; the same seed and count give the same cases everywhere. */
export function* generateCases({ seed, cases }: IncidentLogOptions): Generator<LoggedCase> {
  const random = randomNumbers(seed);
  for (let index = 0; index < cases; index += 1) {
    const trap = index < leading.length ? leading[index] : pick(random, trapShares);
    const steps = walkCase(random, trap);
    const product = code(random, 'APP-', 700);
    const impact = index < impacts.length ? (impacts[index]?.[0] ?? 'Low') : pick(random, impacts);
    // Openings spread over a year and a half, so that cases cross both changes of the clock.
    let at = firstOpening + Math.floor(random() * 540 * 86_400) * second;
    let team = code(random, 'T', 60);
    const events = steps.map((step, position): LoggedEvent => {
      if (position > 0) at += pause(random, step);
      if (step === 'Queued/Awaiting Assignment')
        team = `${code(random, 'T', 600)}${pick(random, [
          ['', 5],
          [' 2nd', 4],
          [' 3rd', 1],
        ])}`;
      const system = step === 'Completed/Closed' && random() < 0.9;
      const slash = step.indexOf('/');
      const hasRole = index > 0 && random() >= 0.106;
      const attributes: (readonly [string, string])[] = [
        ['org:group', team],
        ['resource country', system ? '0' : pick(random, resourceCountries)],
        ['organization country', pick(random, organizationCountries)],
        ['org:resource', system ? 'Siebel' : code(random, 'Agent ', 900)],
        ['organization involved', pick(random, lines)],
        ...(hasRole ? [['org:role', `R${1 + Math.floor(random() * 4)}_${1 + Math.floor(random() * 5)}`] as const] : []),
        ['concept:name', step.slice(0, slash)],
        ['impact', impact],
        ['product', product],
        ['lifecycle:transition', step.slice(slash + 1)],
        ['time:timestamp', writeTime(at)],
      ];
      return { at, step, attributes };
    });
    yield { number: `7-${500_000_000 + index * 137}`, trap, events };
  }
}

const head = `<?xml version="1.0" encoding="UTF-8" ?>
<!-- Invented: made by a generator for tests. -->
<log xes.version="1.0" xes.features="nested-attributes" xmlns="http://www.xes-standard.org/">
\t<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
\t<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
\t<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
\t<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
\t<global scope="trace">
\t\t<string key="concept:name" value="UNKNOWN"/>
\t</global>
\t<global scope="event">
\t\t<date key="time:timestamp" value="1970-01-01T00:00:00+01:00"/>
\t\t<string key="org:role" value="UNKNOWN"/>
\t\t<string key="impact" value="UNKNOWN"/>
\t</global>
\t<classifier name="Activity classifier" keys="concept:name lifecycle:transition"/>
\t<string key="concept:name" value="Invented incident log"/>
\t<float key="statistics:average" value="4.2">
\t\t<float key="Agent 1" value="0.1"/>
\t</float>
`;

function writeCase({ number, events }: LoggedCase): string {
  const text: string[] = [`\t<trace>\n\t\t<string key="concept:name" value="${number}"/>\n`];
  for (const { attributes } of events) {
    text.push('\t\t<event>\n');
    for (const [key, value] of attributes) {
      text.push(`\t\t\t<${key === 'time:timestamp' ? 'date' : 'string'} key="${key}" value="${value}"/>\n`);
    }
    text.push('\t\t</event>\n');
  }
  text.push('\t</trace>\n');
  return text.join('');
}

/**
 * An incident log as a vendor's tool exports it (XES 1.0), in pieces of text, for tests of imports. Invented from
 * seed to end, with the traps that such logs hold: status in `concept:name` and sub-status in
 * `lifecycle:transition`; no title, text, requester, urgency or item; four impact values; teams with a tier in their
 * name; countries as "0" and in mixed case; `org:role` missing on a tenth; `Siebel`, a system, as the resource;
 * +01:00 and +02:00 within one case; cases that go on after Completed (7 %), that start waiting or completed, that
 * never end. `generateCases` with the same options gives what the text says.
 */
export function* generateIncidentLog(options: IncidentLogOptions): Generator<string> {
  yield head;
  for (const logged of generateCases(options)) yield writeCase(logged);
  yield '</log>\n';
}
