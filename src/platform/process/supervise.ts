import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from './failure.ts';

export interface SuperviseOptions {
  /** For messages. */
  name: string;
  /** A program of ours and its arguments, run in this Node. */
  command: readonly string[];
  log: (line: string) => void;
  /** Longest wait for an orderly end before it is killed. */
  graceMs?: number;
}

export interface Supervised {
  /** The child's first message: it is ready. Rejects (Failure) when the first child ends before that. */
  ready: Promise<unknown>;
  /** Asks the child to end, and settles when it has. */
  stop(): Promise<void>;
}

/**
 * Keeps a child process running: when it ends without being asked to, it is started again after a pause that doubles
 * from 0.1 s to 10 s, and is short again once a child has lived for 10 s. The child sends any message when it is ready,
 * and ends when it gets the message `stop` or the channel closes, as it does when this process dies.
 */
export function supervise({ name, command, log, graceMs = 15_000 }: SuperviseOptions): Supervised {
  let child: ChildProcess | undefined;
  const stopping = new AbortController();
  const started = Promise.withResolvers<unknown>();
  started.promise.catch(() => undefined);
  const kept = (async () => {
    let everReady = false;
    let pause = 100;
    while (!stopping.signal.aborted) {
      const began = performance.now();
      child = spawn(process.execPath, [...command], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
      child.once('message', (message) => {
        everReady = true;
        started.resolve(message);
      });
      const how = await endOf(child);
      if (stopping.signal.aborted) return;
      if (!everReady) {
        started.reject(new Failure(`The ${name} did not start (${how}).`));
        return;
      }
      if (performance.now() - began > 10_000) pause = 100;
      log(`The ${name} ended (${how}); starting it again`);
      await sleep(pause, undefined, { signal: stopping.signal }).catch(() => undefined);
      pause = Math.min(pause * 2, 10_000);
    }
  })();
  return {
    ready: started.promise,
    async stop() {
      stopping.abort();
      started.reject(new Failure(`The ${name} was stopped.`));
      const last = child;
      if (last !== undefined && last.exitCode === null && last.signalCode === null) {
        if (last.connected) last.send('stop', () => undefined);
        const late = setTimeout(() => {
          log(`The ${name} does not end; killing it`);
          last.kill('SIGKILL');
        }, graceMs);
        await kept;
        clearTimeout(late);
      }
      await kept;
    },
  };
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((settle) => {
    child.once('error', (error) => settle(error.message));
    child.once('exit', (code, signal) => settle(code === null ? `signal ${signal}` : `exit code ${code}`));
  });
}
