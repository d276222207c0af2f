import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { type Account, under } from './account.ts';

/**
 * Stands between us and the server, so that the server never outlives us: it holds the reading end of a pipe whose
 * other end only we hold. However we end (kill -9 included), the kernel closes our end, the guard reads the end of the
 * file and asks the server for a fast shutdown; when that has not worked after `$1` seconds, for an immediate one,
 * which loses nothing either (the next start recovers from the log).
 *
 * It is a shell script, because that takes 1 MB of memory where a Node process takes 40; and its text is handed over as
 * an argument, because the server's account may not be able to read our folder.
 */
const script = `
grace=$1; shift
exec 3<&0 </dev/null
"$@" 3<&- &
server=$!
trap 'kill -INT $server' INT TERM HUP
(
  trap 'exit 0' INT TERM HUP
  cat <&3 >/dev/null
  kill -INT $server
  waited=0
  while [ $waited -lt $grace ]; do sleep 1; waited=$((waited + 1)); kill -0 $server 2>/dev/null || exit 0; done
  kill -QUIT $server
) >/dev/null 2>&1 &
exec 3<&-
while :; do
  wait $server
  code=$?
  kill -0 $server 2>/dev/null || exit $code
done
`;

/** A guarded server process. */
export interface Guarded {
  /** Settles with a description of how it ended. */
  ended: Promise<string>;
  hasEnded(): boolean;
  /** Asks for a fast shutdown and settles when the server has ended. */
  stop(): Promise<string>;
}

/**
 * Starts `command` guarded, under the account, in a session of its own (so that Ctrl-C in our terminal does not reach
 * it before we have closed what uses it); its output is added to `logFile`.
 */
export function startGuarded(
  command: readonly string[],
  options: { account: Account | undefined; logFile: string; graceSeconds?: number },
): Guarded {
  const log = openSync(options.logFile, 'a', 0o600);
  const grace = String(options.graceSeconds ?? 30);
  let child: ChildProcess;
  try {
    child = spawn('/bin/sh', ['-c', script, 'guard', grace, ...command], {
      cwd: '/',
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['pipe', log, log],
      detached: true,
      ...under(options.account),
    });
  } finally {
    closeSync(log);
  }
  // Writing never happens; an error here only says that the other end is gone, which `exit` says too.
  child.stdin?.on('error', () => undefined);
  let over = false;
  const ended = new Promise<string>((settle) => {
    const end = (how: string) => {
      over = true;
      child.stdin?.destroy();
      settle(how);
    };
    child.on('error', (error) => end(error.message));
    child.on('exit', (code, signal) => end(code === null ? `signal ${signal}` : `exit code ${code}`));
  });
  return {
    ended,
    hasEnded: () => over,
    stop() {
      child.stdin?.destroy();
      return ended;
    },
  };
}
