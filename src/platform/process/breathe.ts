import { setImmediate } from 'node:timers/promises';

/**
 * Lets everything else of a process have its turn: to be called in long loops, as often as one likes. Awaits that are
 * answered at once never give way to timers and sockets; this does, once `every` milliseconds of work.
 */
export function openBreath(every = 15): () => Promise<void> | undefined {
  let last = performance.now();
  return () => {
    if (performance.now() - last < every) return undefined;
    return setImmediate().then(() => void (last = performance.now()));
  };
}
