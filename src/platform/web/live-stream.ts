/**
 * What arrives on the stream. `again`: the stream was away, so something may have been missed. `refused`: the server
 * answers, and gives no stream.
 */
export type LiveMessage =
  | { type: 'open' }
  | { type: 'again' }
  | { type: 'closed'; refused: boolean }
  | { type: 'event'; name: string; data: unknown };

/** The server-sent events: changes, who is where, news in the inbox, "look again at everything", "the session ended". */
export const eventNames = ['change', 'presence', 'told', 'many', 'bye'] as const;

/**
 * Keeps one server-sent event stream open: a browser gives up after an answer that is no stream, this tries again
 * after 2, 4, 8 … 60 s. What happened since the page began is told first: it may have been read before. `missed`: something may have been missed before it opens for the first time.
 */
export function openStream(address: string, tell: (message: LiveMessage) => void, missed = false): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let tries = 0;
  let behind = missed;

  function connect(): void {
    source = new EventSource(`${address}?since=${Math.ceil(performance.now())}`);
    source.addEventListener('open', () => {
      tell({ type: behind ? 'again' : 'open' });
      behind = true;
      tries = 0;
    });
    source.addEventListener('error', () => {
      const refused = source?.readyState === EventSource.CLOSED;
      tell({ type: 'closed', refused });
      if (!refused) return;
      tries += 1;
      timer = setTimeout(connect, Math.min(60_000, 1000 * 2 ** tries));
    });
    for (const name of eventNames) {
      source.addEventListener(name, (event) => {
        const data = dataOf((event as MessageEvent<string>).data);
        if (data !== undefined) tell({ type: 'event', name, data });
      });
    }
  }

  connect();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}

function dataOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
