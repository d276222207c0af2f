import type { Behaviour } from '#/record/server/kit.ts';
import { settle } from '../settle.ts';
import { unwait } from '../wait-timers.ts';

/** Work begins, or goes on after a wait. */
export const start: Behaviour = { apply: settle, undo: unwait };
