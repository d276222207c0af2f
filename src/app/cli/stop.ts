/**
 * Settles when this process is asked to stop. A second request, a second or more later, ends it at once: that is a
 * person who does not want to wait, while a signal that a terminal, npm and a parent all hand on comes within moments.
 * @param supervised true in the children of `mainstay up`: the terminal's Ctrl-C reaches them too, but the parent says
 *   when their turn has come, by a message or by closing the channel (as its death does).
 */
export function stopRequest(supervised = false): Promise<string> {
  return new Promise((settle) => {
    let first: number | undefined;
    const ask = (reason: string) => {
      const now = performance.now();
      if (first === undefined) {
        first = now;
        settle(reason);
      } else if (now - first > 1000) process.exit(130);
    };
    process.on('SIGTERM', () => ask('SIGTERM'));
    for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => (supervised ? undefined : ask(signal)));
    // The channel must not be what keeps us alive.
    if (process.connected) {
      process.on('disconnect', () => ask('the parent ended'));
      process.on('message', (message) => (message === 'stop' ? ask('the parent asked') : undefined));
      process.channel?.unref();
    }
  });
}
