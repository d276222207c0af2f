import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clockCase } from './proof/cases.ts';
import { type Engine, compareCase } from './proof/compare.ts';

// A proof is worth what it catches: each mutant is the engine with one fault planted, and the same comparison that
// clears the engine has to find it.

const source = join(import.meta.dirname, '../..');
const modules = ['base', 'engines/calendar', 'engines/stopwatch', 'engines/stopwatch/proof'];

type Mutant = { fault: string; file: string; from: string; to: string };

const mutants: Mutant[] = [
  {
    fault: 'holidays are open',
    file: 'engines/calendar/hours.ts',
    from: 'if (hours.holidays.has(day)) return [];',
    to: '',
  },
  {
    fault: 'a holiday overrides an exception',
    file: 'engines/calendar/hours.ts',
    from: 'if (exception !== undefined) return',
    to: 'if (exception !== undefined && !hours.holidays.has(day)) return',
  },
  {
    fault: 'a time that happens twice is always the first',
    file: 'engines/calendar/hours.ts',
    from: "interval.to * MINUTE, 'second'",
    to: "interval.to * MINUTE, 'first'",
  },
  {
    fault: 'a time that is skipped moves back',
    file: 'base/time.ts',
    from: 'return lateExists ? late : early;',
    to: 'return earlyExists ? early : late;',
  },
  {
    fault: 'the latest version of a calendar holds for all time',
    file: 'engines/calendar/compile.ts',
    from: 'readHours(spec, index === 0 ? -Infinity : from, next)',
    to: 'readHours(spec, index === history.length - 1 ? -Infinity : next, next)',
  },
  {
    fault: 'due at the next opening instead of at closing time',
    file: 'engines/calendar/working-time.ts',
    from: 'if ((sums[middle] ?? 0) < target) low',
    to: 'if ((sums[middle] ?? 0) <= target) low',
  },
  {
    fault: 'days count from the day itself',
    file: 'engines/calendar/business-days.ts',
    from: 'today, count);',
    to: 'today - 1, count);',
  },
  {
    fault: 'pauses do not move the deadline',
    file: 'engines/stopwatch/goal.ts',
    from: 'addWorkingTime(calendar, firstDue, uncounted)',
    to: 'addWorkingTime(calendar, firstDue, 0)',
  },
  {
    fault: 'a clock paused at its deadline was late then',
    file: 'engines/stopwatch/goal.ts',
    from: 'Math.max(from, due)',
    to: 'due',
  },
  {
    fault: 'the pause is lost when a paused clock is stopped',
    file: 'engines/stopwatch/fold.ts',
    from: 'const counted = countUpTo(clock, at, calendar);',
    to: "const counted = state === 'stopped' && clock.state === 'paused' ? { ...clock, changedAt: at } : countUpTo(clock, at, calendar);",
  },
  {
    fault: 'the time a clock was stopped is not taken off after a reopening',
    file: 'engines/stopwatch/fold.ts',
    from: 'counted.pausedWorking + counted.stoppedWorking',
    to: 'counted.pausedWorking',
  },
  {
    fault: 'stopped at the deadline is too late',
    file: 'engines/stopwatch/fold.ts',
    from: 'now <= clock.due',
    to: 'now < clock.due',
  },
  {
    fault: 'a swap begins the clock anew',
    file: 'engines/stopwatch/fold.ts',
    from: 'return replayClock([...history, event], calendar);',
    to: 'return begin(event.goal, event.at, calendar);',
  },
  {
    fault: 'a swap keeps the goal that was',
    file: 'engines/stopwatch/phases.ts',
    from: "if (event.type === 'swap') lap.goal = event.goal;",
    to: '',
  },
  {
    fault: 'the time on the wall is counted as working time',
    file: 'engines/stopwatch/fold.ts',
    from: 'elapsed: clock.elapsed + worked',
    to: 'elapsed: clock.elapsed + at - clock.changedAt',
  },
  {
    fault: 'a threshold is reached by the rounded percentage',
    file: 'engines/stopwatch/timers.ts',
    from: 'Math.ceil((goalMs * next.percent) / 100)',
    to: 'Math.ceil((goalMs * (next.percent - 0.5)) / 100)',
  },
  {
    fault: 'a break within a day is counted in explanations',
    file: 'engines/stopwatch/explain.ts',
    from: 'counted.working += working;',
    to: 'counted.working += working + gap;',
  },
];

let place = '';

beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'mutants-'));
});

afterAll(() => rmSync(place, { recursive: true, force: true }));

/** Copies the engine and its proof with one text replaced, and loads the copy outside of the test runner's graph. */
async function plant(mutant: Mutant | null): Promise<Engine> {
  const root = join(place, mutant === null ? 'faultless' : String(mutants.indexOf(mutant)));
  for (const module of modules) {
    mkdirSync(join(root, module), { recursive: true });
    for (const name of readdirSync(join(source, module))) {
      if (!name.endsWith('.ts') || name.endsWith('.test.ts')) continue;
      cpSync(join(source, module, name), join(root, module, name));
    }
  }
  writeFileSync(join(root, 'package.json'), JSON.stringify({ type: 'module', imports: { '#/*': './*' } }));
  if (mutant !== null) {
    const { file, from, to } = mutant;
    const text = readFileSync(join(root, file), 'utf8');
    if (text.split(from).length !== 2) throw new Error(`"${from}" does not stand once in ${file}.`);
    writeFileSync(join(root, file), text.replace(from, to));
  }
  const loaded: { engine: Engine } = await import(
    /* @vite-ignore */ pathToFileURL(join(root, 'engines/stopwatch/proof/engine.ts')).href
  );
  return loaded.engine;
}

/** The first seed whose case tells an engine from the oracle, or null. */
function firstCaught(engine: Engine, cases: number): number | null {
  for (let seed = 1; seed <= cases; seed++) if (compareCase(engine, clockCase(seed)).length > 0) return seed;
  return null;
}

test('a copy without a fault is cleared', async () => {
  expect(firstCaught(await plant(null), 300)).toBeNull();
});

test.each(mutants)('the oracle catches it when $fault', async (mutant) => {
  expect(firstCaught(await plant(mutant), 2_000)).not.toBeNull();
});
