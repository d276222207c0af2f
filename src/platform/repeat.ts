/** A loop that a process runs until it is closed. */
export interface Loop {
  /** Runs the next turn at once instead of at its time. */
  wake(): void;
  /** Ends after the turn that is under way. */
  close(): Promise<void>;
}

export interface LoopOptions {
  /** Milliseconds until the next turn; a number from the turn itself overrides it. */
  every: number;
  onError: (error: unknown) => void;
}

/**
 * Runs `turn` again and again, never two at a time. A turn says in how many milliseconds the next is wanted (at most
 * `every`; 0: at once). One that throws is reported and tried again after `every`, a little longer each time.
 */
export function repeat(turn: () => Promise<number | void>, options: LoopOptions): Loop {
  let closed = false;
  let failures = 0;
  let timer: NodeJS.Timeout | null = null;
  let wakeUp: (() => void) | null = null;
  let woken = false;

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      if (woken || ms <= 0) return resolve();
      wakeUp = resolve;
      timer = setTimeout(resolve, ms);
    });

  const running = (async () => {
    while (!closed) {
      woken = false;
      let next = options.every;
      try {
        const wanted = await turn();
        failures = 0;
        if (typeof wanted === 'number') next = Math.min(Math.max(wanted, 0), options.every);
      } catch (error) {
        failures += 1;
        options.onError(error);
        next = Math.min(options.every * 2 ** Math.min(failures, 6), 30_000);
      }
      if (!closed) await pause(next);
      if (timer) clearTimeout(timer);
      timer = null;
      wakeUp = null;
    }
  })();

  const wake = () => {
    woken = true;
    wakeUp?.();
  };
  return {
    wake,
    async close() {
      closed = true;
      wake();
      await running;
    },
  };
}
