import { useSyncExternalStore } from 'react';
import { credentials, del, get, post } from './api.ts';
import { Problem } from './problem.ts';

/** Who is signed in. */
export interface Session {
  person: { id: string; name: string; email: string | null; language: string; timeZone: string | null };
  csrf: string | null;
  /** May work in the agents' workspace. */
  workspace: boolean;
  permissions: readonly string[];
  /** Those of the permissions that reach nothing, because they come through groups that the person does not have. */
  idle: readonly string[];
  groups: readonly { id: string; name: string }[];
}

/** `expired`: somebody was signed in here and is to sign in again, with everything that they typed still there. */
export type SessionState =
  | { status: 'loading'; session: null }
  | { status: 'unreachable'; session: null }
  | { status: 'signed-out'; session: null }
  | { status: 'signed-in'; session: Session }
  | { status: 'expired'; session: Session };

let state: SessionState = { status: 'loading', session: null };
const listeners = new Set<() => void>();
let again: { promise: Promise<void>; resolve: () => void } | null = null;

function become(next: SessionState): void {
  state = next;
  credentials.csrf = next.session?.csrf ?? null;
  credentials.signInAgain = next.status === 'signed-in' || next.status === 'expired' ? expire : null;
  credentials.refresh = next.status === 'signed-in' ? refresh : null;
  for (const listener of listeners) listener();
}

/** The session, in the component that uses it. */
export function useSession(): SessionState {
  return useSyncExternalStore(subscribeToSession, sessionNow);
}

/** The session outside of React. */
export const sessionNow = (): SessionState => state;

export function subscribeToSession(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Asks who is signed in. Called once when a page starts; never throws. */
export async function loadSession(): Promise<SessionState> {
  try {
    const session = await get<Session | null>('/session');
    become(session?.person ? { status: 'signed-in', session } : { status: 'signed-out', session: null });
  } catch (error) {
    const ended = error instanceof Problem && error.status === 401;
    become({ status: ended ? 'signed-out' : 'unreachable', session: null });
  }
  return state;
}

/** Signs in. Throws `Problem`: `unauthenticated`, or `too-many` with `retryAfter`. */
export async function signIn(email: string, password: string): Promise<Session> {
  const before = state.session?.person.id;
  // For who has told no zone, and whose desk has none. A browser may know none, or a bare offset, which is passed over.
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  await post('/session', { email, password, timeZone });
  const session = await get<Session>('/session');
  // Somebody else at the same page must not find the first person's cases there.
  if (before !== undefined && before !== session.person.id) location.reload();
  become({ status: 'signed-in', session });
  again?.resolve();
  again = null;
  return session;
}

/** Signs out and forgets what this page knew. */
export async function signOut(): Promise<void> {
  await del('/session');
  become({ status: 'signed-out', session: null });
}

/** Asks whether the session still holds, and has the person sign in again where it does not. */
export async function checkSession(): Promise<void> {
  if (state.status !== 'signed-in') return;
  const ended = await get('/session').then(
    () => false,
    (error: unknown) => error instanceof Problem && error.status === 401,
  );
  if (ended) void expire();
}

function expire(): Promise<void> {
  if (!again) {
    let resolve: () => void = () => undefined;
    const promise = new Promise<void>((done) => (resolve = done));
    again = { promise, resolve };
  }
  if (state.status === 'signed-in') become({ status: 'expired', session: state.session });
  return again.promise;
}

async function refresh(): Promise<boolean> {
  const before = credentials.csrf;
  const session = await get<Session>('/session').catch(() => null);
  if (!session?.person || session.csrf === before) return false;
  if (state.session && state.session.person.id !== session.person.id) location.reload();
  become({ status: 'signed-in', session });
  return true;
}

/** Whether the person holds a permission for at least some records. */
export function may(session: Session | null, permission: string): boolean {
  return session?.permissions.includes(permission) ?? false;
}

/** Whether a permission is held, but no group of the person lets them use it. */
export function isIdle(session: Session | null, permission: string): boolean {
  return session?.idle.includes(permission) ?? false;
}
