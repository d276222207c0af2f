import { deviceCookie } from '#/platform/sessions/cookie.ts';
import { readDevices, rememberDevice } from '#/platform/sessions/known-device.ts';
import type { KnownDevice } from '#/platform/sessions/known-device.ts';
import type { Access } from '#/processes/foundation/server/access/access.ts';
import type { Origin } from './types.ts';

/**
 * The device, where somebody signed in on it before with the account that was typed, and with the password that the
 * account still has: whoever learned an old one is a stranger. Asks the database only where a cookie is signed by us,
 * so that nobody learns by it who is known here.
 */
export async function knownDevice(access: Access, email: string, origin: Origin): Promise<KnownDevice | null> {
  const devices = readDevices(access.deviceKey, origin.device, origin.now);
  if (devices.length === 0) return null;
  const [holder] = await access.database.read<{ person: string; password_at: string | null }>(
    { kind: 'staff' },
    {
      sql: `select a.person, a.password_at from person p join account a on a.person = p.id where lower(p.email) = lower($1)`,
      parameters: [email.trim()],
    },
  );
  const device = devices.find(({ account }) => account === holder?.person);
  if (!device || (holder?.password_at && device.at < Date.parse(holder.password_at))) return null;
  return device;
}

/** The `Set-Cookie` by which the browser is known from now on as one that this person uses. */
export function setDevice(access: Access, person: string, { device, now }: Pick<Origin, 'device' | 'now'>): string {
  return deviceCookie(access.settings.publicUrl, rememberDevice(access.deviceKey, person, device, now));
}
