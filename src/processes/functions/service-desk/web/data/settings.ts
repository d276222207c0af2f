import { useQuery } from '@tanstack/react-query';
import { del, get, post, put, send } from '#/platform/web/api.ts';
import type { ApiKey, OwnSession } from '#/processes/foundation/shared/account.ts';
import type { Preference, Preferences } from '#/capabilities/notifications/shared/answers.ts';

/** Sets the person's own language or time zone, for every browser of theirs and for mails. */
export const saveSettings = (settings: { language?: string; timeZone?: string }) =>
  send<void>('PATCH', '/session/settings', { body: settings });

export function useOwnSessions() {
  return useQuery({
    queryKey: ['own', 'sessions'],
    queryFn: async ({ signal }) => (await get<{ rows: readonly OwnSession[] }>('/sessions', {}, signal)).rows,
  });
}

/** Ends one of the person's sessions, or `others`: all but this one. */
export const endSession = (which: string) => del<{ ended: number }>(`/sessions/${which}`);

/** The person's keys that still open something. */
export function useKeys() {
  return useQuery({
    queryKey: ['own', 'keys'],
    queryFn: async ({ signal }) => {
      const { rows } = await get<{ rows: readonly ApiKey[] }>('/keys', {}, signal);
      return rows.filter(({ revokedAt, expiresAt }) => revokedAt === null && !isPast(expiresAt));
    },
  });
}

const isPast = (at: string | null) => at !== null && Date.parse(at) < Date.now();

export const makeKey = (name: string) => post<ApiKey & { token: string }>('/keys', { name });
export const endKey = (id: string) => del(`/keys/${id}`);

export function useWishes() {
  return useQuery({
    queryKey: ['own', 'wishes'],
    queryFn: ({ signal }) => get<Preferences>('/portal/notifications/preferences', {}, signal),
  });
}

export const saveWish = ({ event, inbox, mail }: Preference) =>
  put<Preferences>('/portal/notifications/preferences', { event, inbox, mail });
