import { useEffect, useEffectEvent } from 'react';
import { shareStream } from './live-share.ts';
import { patiently } from './live-state.ts';
import type { LiveMessage } from './live-stream.ts';
import { checkSession, sessionNow, subscribeToSession } from './session.ts';

/** A record has changed: read it again where it is shown. The portal is told of no more than the record. */
export interface LiveChange {
  type: 'change';
  item: string;
  kind: string;
  version?: number | null;
  action?: string;
  actor?: string | null;
}

/** Somebody else has a record open. Said again every few seconds; it holds until `until` (epoch milliseconds). */
export interface LivePresence {
  type: 'presence';
  item: string;
  kind: string;
  person: string;
  name: string;
  doing: 'viewing' | 'typing' | 'left';
  until: number;
}

/**
 * `told`: there is something new in one's inbox. `again`: something may have been missed, so read everything shown anew,
 * or what is shown of some kinds.
 * `state`: whether changes arrive at all.
 */
export type LiveEvent =
  | LiveChange
  | LivePresence
  | { type: 'told' }
  | { type: 'again'; kinds?: readonly string[] }
  | { type: 'state'; open: boolean };

/** Whether what is shown of a kind, or one record of it, is to be read again. */
export function concerns(event: LiveEvent, kind: string, item?: string): boolean {
  if (event.type === 'again') return event.kinds?.includes(kind) ?? true;
  return event.type === 'change' && event.kind === kind && (item === undefined || event.item === item);
}

type Listener = (event: LiveEvent) => void;

const listeners = new Set<Listener>();
let address = '/api/v1/events';
let stop: (() => void) | null = null;

/** Chooses the stream: the portal's carries what its readers may see, public content only. Call before the first use. */
export function startLive(path: '/events' | '/portal/events'): void {
  address = `/api/v1${path}`;
  subscribeToSession(settle);
  globalThis.addEventListener?.('pagehide', () => turnOff());
  globalThis.addEventListener?.('pageshow', () => settle());
  settle();
}

/** Listens to changes by others. The stream is shared by all tabs of the browser, and runs while one is signed in. */
export function subscribe(listener: Listener): () => void {
  listeners.add(listener);
  settle();
  return () => {
    listeners.delete(listener);
  };
}

/** The same in a component; the newest `listener` hears. */
export function useLive(listener: Listener): void {
  const newest = useEffectEvent(listener);
  useEffect(() => subscribe((event) => newest(event)), []);
}

function settle(): void {
  const wanted = sessionNow().status === 'signed-in' && listeners.size > 0;
  if (wanted && !stop) stop = shareStream(address, hear);
  if (!wanted && sessionNow().status !== 'signed-in') turnOff();
}

function turnOff(): void {
  stop?.();
  stop = null;
}

const arriving = patiently((open) => tell({ type: 'state', open }));

function hear(message: LiveMessage): void {
  if (message.type === 'event') return eventsOf(message.name, message.data).forEach(tell);
  arriving(message.type !== 'closed');
  // A session that ended while the line was away has nobody left to say goodbye to it.
  if (message.type === 'closed' && message.refused) void checkSession();
  if (message.type === 'again') tell({ type: 'again' });
}

function eventsOf(name: string, data: unknown): LiveEvent[] {
  if (name === 'many') return [{ ...(data as { kinds?: string[] }), type: 'again' }];
  if (name === 'told') return [{ type: 'told' }];
  if (name === 'bye') {
    void checkSession();
    return [];
  }
  const type = name === 'presence' ? 'presence' : 'change';
  const entries = (Array.isArray(data) ? data : [data]) as Record<string, unknown>[];
  return entries
    .filter((entry) => typeof entry?.['item'] === 'string')
    .map((entry) => ({ ...entry, type }) as LiveEvent);
}

function tell(event: LiveEvent): void {
  for (const listener of listeners) listener(event);
}
