import { deviceLife } from './known-device.ts';

/**
 * Name of the session cookie. `__Host-` makes browsers refuse it unless it is Secure, for this host alone and for every
 * path (RFC 6265bis 4.1.3.2), so no sibling host can plant one. Plain http, which the start on one's own machine is,
 * cannot have Secure cookies, so it gets another name: the two are never taken for each other.
 */
export function sessionCookieName(publicUrl: string): string {
  return isSecure(publicUrl) ? '__Host-mainstay' : 'mainstay';
}

/**
 * The `Set-Cookie` value that hands a session to the browser. It lasts until the browser closes; how long the session
 * itself lives is the server's business.
 */
export function sessionCookie(publicUrl: string, token: string): string {
  return `${sessionCookieName(publicUrl)}=${token}; ${attributes(publicUrl)}`;
}

/** The `Set-Cookie` value that takes the session from the browser. */
export function clearedCookie(publicUrl: string): string {
  return `${sessionCookieName(publicUrl)}=; ${attributes(publicUrl)}; Max-Age=0`;
}

/** Name of the cookie by which a browser is known again: see `known-device.ts`. */
export function deviceCookieName(publicUrl: string): string {
  return `${sessionCookieName(publicUrl)}-device`;
}

/** The `Set-Cookie` value by which a browser is known again. It stays when the session ends, and opens nothing. */
export function deviceCookie(publicUrl: string, value: string): string {
  return `${deviceCookieName(publicUrl)}=${value}; ${attributes(publicUrl)}; Max-Age=${deviceLife / 1000}`;
}

function attributes(publicUrl: string): string {
  return `Path=/; HttpOnly; SameSite=Lax${isSecure(publicUrl) ? '; Secure' : ''}`;
}

function isSecure(publicUrl: string): boolean {
  return publicUrl.startsWith('https:');
}
