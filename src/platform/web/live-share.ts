import { openStream } from './live-stream.ts';
import type { LiveMessage } from './live-stream.ts';

/** A page that has just come asks how the stream is. */
type Said = LiveMessage | { type: 'ask' };

/** Longer than this behind another page, and something may have been missed when it went. */
const moment = 1000;

/**
 * One stream for all pages of a browser: the page that holds the lock has it and tells the others; when it goes, the
 * next in line takes over. A server allows few connections to a browser, and phones have no shared workers. Where a
 * browser has no locks (plain http under a name), each page has its own stream.
 */
export function shareStream(address: string, hear: (message: LiveMessage) => void): () => void {
  if (!navigator.locks || typeof BroadcastChannel === 'undefined') return openStream(address, hear);
  const name = `mainstay.live ${address}`;
  const channel = new BroadcastChannel(name);
  const say: (said: Said) => void = channel.postMessage.bind(channel);
  const stop = new AbortController();
  const { signal } = stop;
  const since = Date.now();
  let now: LiveMessage | null = null;

  const tell = (message: LiveMessage): void => {
    if (message.type === 'open' || message.type === 'closed') now = message;
    if (message.type === 'again') now = { type: 'open' };
    hear(message);
    say(message);
  };
  channel.addEventListener('message', ({ data }: MessageEvent<Said>) => {
    if (data.type !== 'ask') hear(data);
    else if (now) say(now);
  });
  say({ type: 'ask' });

  const lead = (): Promise<void> => {
    const close = openStream(address, tell, Date.now() - since > moment);
    return new Promise((release) => {
      signal.addEventListener('abort', () => {
        close();
        release();
      });
    });
  };
  navigator.locks.request(name, { signal }, lead).catch(() => undefined);
  return () => {
    stop.abort();
    channel.close();
  };
}
