import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Compared } from './against.ts';
import type { Row } from './run.ts';

// Draws docs/BENCHMARKS.md and its picture from bench/results: `node bench/draw.ts`. With `--check` it writes nothing
// and fails where the page is not what the results say.
const root = path.join(import.meta.dirname, '..');
const folder = path.join(import.meta.dirname, 'results');

interface Results {
  size: number;
  commit: string;
  date: string;
  machine: {
    processor: string;
    cores: number;
    memoryGiB: number;
    system: string;
    node: string;
    postgres: number;
    load: number;
  };
  bootMs: number;
  memoryMiB: { web: number; database: number };
  databaseMiB: number;
  browser: { route: string; cold: Load; warm: Load }[];
  behind: {
    relay: { events: number; cpuMs: number; perSecond: number } | null;
    timers: { running: number; due: number; latestMs: number; cpuMs: number } | null;
  } | null;
  importing?: { cases: number; events: number; perSecond: number; cpuMs: number } | null;
  rows: Row[];
}
interface Load {
  bytes: number;
  lcp: number;
  longestTask: number;
}

/** Processor milliseconds that an operation may cost at a million cases. */
const promised: Readonly<Record<string, number>> = {
  read: 0.4,
  list: 1,
  'search-rare': 1,
  'search-common': 3,
  create: 1.2,
  update: 1.2,
};

const about: Readonly<Record<string, string>> = {
  read: 'one case, with the names in it and what may be done with it',
  list: 'fifty cases that go on up to priority 3, the newest first, with the columns of the queue',
  'list-whole': 'the same with every field, long texts too',
  'search-rare': 'a word that is in 0.1 % of all cases',
  'search-common': 'a word that is in 10 % of all cases',
  'search-1': 'a word that is in 1 %',
  'search-0.3': 'a word that is in 0.3 %',
  'search-two': 'two words together, in 0.1 %',
  create: 'a new case, with rules, clocks, history and outbox',
  update: 'a change of state with a message; of a contact: a reply',
  queue: 'as `list`, with many cases going on',
  'queue-urgent': 'the same up to priority 2, of which there are few',
};

const results = readdirSync(folder)
  .filter((name) => /^\d+\.json$/.test(name))
  .map((name) => JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as Results)
  .toSorted((a, b) => a.size - b.size);

/** Two builds in turns. */
interface Comparison {
  size: number;
  date: string;
  old: string;
  new: string;
  rows: Compared[];
}

const comparisons = readdirSync(folder)
  .filter((name) => /^comparison-.+\.json$/.test(name))
  .map((name) => JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as Comparison)
  .toSorted((a, b) => a.size - b.size);

const number = (value: number) => value.toLocaleString('en');
const ms = (value: number) => value.toFixed(value < 10 ? 2 : 1);
const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map((_, i) => (i === 0 ? '---' : '--:')), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** Sizes beside each other: how the cost grows. */
function growth(caller: Row['caller'], callers: number): string {
  const ops = Object.keys(about);
  const head = ['operation', ...results.map(({ size }) => number(size)), 'promised'];
  const rows = ops.flatMap((op) => {
    const cells = results.map(({ rows: all }) => {
      const row = all.find((one) => one.op === op && one.caller === caller && one.callers === callers);
      return row ? `${ms(row.cpuMs)} (${ms(row.databaseMs)})` : '';
    });
    if (cells.every((cell) => cell === '')) return [];
    return [[`\`${op}\``, ...cells, caller === 'agent' && promised[op] !== undefined ? ms(promised[op]) : '']];
  });
  return table(head, rows);
}

function latencies({ rows }: Results): string {
  const head = ['operation', 'caller', 'at once', 'per second', 'p50', 'p95', 'p99'];
  return table(
    head,
    rows.map((row) => [
      `\`${row.op}\``,
      row.caller,
      String(row.callers),
      number(row.rps),
      ms(row.p50),
      ms(row.p95),
      ms(row.p99),
    ]),
  );
}

function rest(): string {
  const head = ['', ...results.map(({ size }) => number(size))];
  const line = (name: string, of: (one: Results) => string) => [name, ...results.map(of)];
  const load = (one: Load) =>
    `${number(Math.round(one.bytes / 1024))} KB, ${number(one.lcp)} ms, ${number(one.longestTask)} ms`;
  const routes = [...new Set(results.flatMap(({ browser }) => browser.map(({ route }) => route)))];
  return table(head, [
    line('web server, resident MiB', ({ memoryMiB }) => number(memoryMiB.web)),
    line('PostgreSQL, MiB', ({ memoryMiB }) => number(memoryMiB.database)),
    line('database on disk, MiB', ({ databaseMiB }) => number(databaseMiB)),
    line('web server up, ms', ({ bootMs }) => number(bootMs)),
    line('behind a commit, CPU ms an event', ({ behind }) => (behind?.relay ? ms(behind.relay.cpuMs) : '')),
    line('clocks: latest found, ms late', ({ behind }) =>
      behind?.timers
        ? `${number(behind.timers.latestMs)} (${number(behind.timers.due)} of ${number(behind.timers.running)} in a minute)`
        : '',
    ),
    line('import of an event log, cases a second', ({ importing }) =>
      importing
        ? `${number(importing.perSecond)} (${number(importing.cases)} with ${number(importing.events)} events)`
        : '',
    ),
    ...routes.flatMap((route) => [
      line(`\`${route}\` cold: bytes, LCP, longest task`, ({ browser }) => {
        const found = browser.find((one) => one.route === route);
        return found ? load(found.cold) : '';
      }),
      line(`\`${route}\` warm`, ({ browser }) => {
        const found = browser.find((one) => one.route === route);
        return found ? load(found.warm) : '';
      }),
    ]),
  ]);
}

/** What both builds of a comparison cost, and how they compare. */
function comparison({ size, date, old, new: now, rows }: Comparison): string {
  const head = ['operation', 'caller', 'at once', 'old', 'new', 'ratio'];
  const each = rows.map((row) => [
    `\`${row.op}\``,
    row.who,
    String(row.callers),
    ms(row.old),
    ms(row.new),
    row.ratio.toFixed(2),
  ]);
  return `\n### ${number(size)} cases: ${old} and ${now}, ${date.slice(0, 16).replace('T', ' ')} UTC\n\n${table(head, each)}\n`;
}

/** Bars of the processor time of each operation at each size, on a scale of powers of ten. */
function picture(): string {
  const ops = Object.keys(about).filter((op) => results.some(({ rows }) => rows.some((row) => row.op === op)));
  const left = 130;
  const wide = 560;
  const scale = (value: number) => (Math.log10(Math.max(value, 0.1)) + 1) * (wide / 3);
  const shades = ['#9db8d9', '#4f7fb5', '#1c4473'];
  const high = 14;
  const group = high * results.length + 14;
  const bars = ops.flatMap((op, nth) => {
    const top = 40 + nth * group;
    const label = `<text x="${left - 8}" y="${top + (high * results.length) / 2 + 4}" text-anchor="end">${op}</text>`;
    const goal = promised[op];
    const mark =
      goal === undefined
        ? ''
        : `<line x1="${left + scale(goal)}" x2="${left + scale(goal)}" y1="${top - 3}" y2="${top + high * results.length + 3}" stroke="#b3261e" stroke-width="2"/>`;
    const each = results.map(({ rows, size }, index) => {
      const row = rows.find((one) => one.op === op && one.caller === 'agent' && one.callers === 1);
      if (!row) return '';
      const y = top + index * high;
      const width = Math.max(1, scale(row.cpuMs));
      return `<rect x="${left}" y="${y}" width="${width.toFixed(1)}" height="${high - 2}" fill="${shades[index % 3]}"><title>${op}, ${number(size)} cases: ${ms(row.cpuMs)} ms</title></rect><text x="${(left + width + 5).toFixed(1)}" y="${y + 10}">${ms(row.cpuMs)}</text>`;
    });
    return [label, ...each, mark];
  });
  const grid = [0.1, 1, 10, 100].map(
    (value) =>
      `<line x1="${left + scale(value)}" x2="${left + scale(value)}" y1="30" y2="${40 + ops.length * group}" stroke="#ccc"/><text x="${left + scale(value)}" y="24" text-anchor="middle">${value} ms</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 ${50 + ops.length * group}" font-family="sans-serif" font-size="11" role="img" aria-label="Processor time of each operation by number of cases"><rect width="100%" height="100%" fill="#fff"/>${grid.join('')}${bars.join('')}</svg>\n`;
}

function page(): string {
  const largest = results.at(-1);
  if (!largest) return '# Benchmarks\n\nNothing has been measured yet: `npm run bench`.\n';
  const { machine } = largest;
  const runs = results.map(
    ({ size, date, commit, machine: { load } }) =>
      `- ${number(size)} cases: ${date.slice(0, 16).replace('T', ' ')} UTC, commit ${commit}, load average of the machine ${load}`,
  );
  // The bench itself keeps about three processes busy.
  const busy = results.some(({ machine: { load, cores } }) => load > cores + 3)
    ? `\nWhere the load average is far above the number of cores, other work ran on the machine: processor time is then higher
than on a quiet one (caches, switching), and latency says little.\n`
    : '';
  return `# Benchmarks

<!-- Drawn from bench/results by \`node bench/draw.ts\`: change nothing here. -->

What \`npm run bench\` measured, over HTTP with connections that stay open, against a web server as in production and an
embedded PostgreSQL ${machine.postgres} of its own: incidents with history, messages and clocks, of 40 customers. The agent's groups serve
three of them; the contact is one customer's and reads behind row-level security. Figures are processor milliseconds an
operation, of the web server and all processes of PostgreSQL together (in brackets: PostgreSQL's part); what they cost
while nobody asks for anything is taken off.

Machine: ${machine.processor}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.system}, Node ${machine.node}.

${runs.join('\n')}
${busy}
![Processor time by operation and size; the red line is what is promised at a million](benchmarks.svg)

## An agent

One at a time:

${growth('agent', 1)}

Eight at once:

${growth('agent', 8)}

${Object.entries(about)
  .filter(([op]) => results.some(({ rows }) => rows.some((row) => row.op === op)))
  .map(([op, text]) => `- \`${op}\`: ${text}`)
  .join('\n')}

## A customer's contact

One at a time:

${growth('contact', 1)}

Eight at once:

${growth('contact', 8)}

## Memory, disk, start, browser, clocks

${rest()}

## Latency

Milliseconds as the caller sees them.
${results.map((one) => `\n### ${number(one.size)} cases\n\n${latencies(one)}\n`).join('')}
## Two builds beside each other

Processor time differs from machine to machine, and on one with what else it does; a ratio of two builds that take turns
within one run does not. \`npm run bench -- --against REVISION\` checks the revision out beside this one, gives each build
a database of the same cases under its own schema, warms each operation up until two slices agree within 3 %, and then
lets both serve it in turns of 0.4 seconds. A figure is the one that a quarter of its turns stay below; the ratio is the
middle one of those within a round. What is warmed and counted is the web server and all of PostgreSQL.

- \`agent\` sees three customers, \`agent-40\` all forty by name, \`contact\` one behind row-level security.
- \`queue\` and \`queue-urgent\` are lists with many cases going on, of which most or few fit the filter.
- \`create-behind\` is what the worker does behind a create, with PostgreSQL's part of it.
- \`read-paused\` and the like are a first request after 40 seconds of silence.

\`--size 100000 --op read --rounds 4 --pause 5 --anyway\` is for trying. Nothing is written while other processes use more than 0.15
of a core, nor with \`--anyway\`: the figures are printed, and why they are not kept. The data are made once for each size
and schema, and kept in \`.cache/bench\`.
${comparisons.map(comparison).join('')}`;
}

const files: Readonly<Record<string, string>> = { 'BENCHMARKS.md': page(), 'benchmarks.svg': picture() };
mkdirSync(path.join(root, 'docs'), { recursive: true });
for (const [name, text] of Object.entries(files)) {
  const file = path.join(root, 'docs', name);
  const there = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (there === text) continue;
  if (process.argv.includes('--check')) {
    console.error(`docs/${name} is not what the results say: run node bench/draw.ts`);
    process.exitCode = 1;
  } else {
    writeFileSync(file, text);
    console.log(`wrote docs/${name}`);
  }
}
