import { addBusinessDays, endOfWorkingDay } from '#/engines/calendar/business-days.ts';
import { compileCalendar } from '#/engines/calendar/compile.ts';
import {
  addWorkingTime,
  isOpen,
  nextOpening,
  subtractWorkingTime,
  workingTime,
} from '#/engines/calendar/working-time.ts';
import { explainClock } from '#/engines/stopwatch/explain.ts';
import { foldClock } from '#/engines/stopwatch/fold.ts';
import { readClock } from '#/engines/stopwatch/read.ts';
import { replayClock } from '#/engines/stopwatch/replay.ts';
import { timers } from '#/engines/stopwatch/timers.ts';
import type { Engine } from './compare.ts';

/** The engine as it is. Copied with a fault planted, this module gives the faulty one. */
export const engine: Engine = {
  compileCalendar,
  workingTime,
  addWorkingTime,
  subtractWorkingTime,
  isOpen,
  nextOpening,
  addBusinessDays,
  endOfWorkingDay,
  foldClock,
  replayClock,
  readClock,
  timers,
  explainClock,
};
