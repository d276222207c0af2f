import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a request with effects comes from our own pages (ASVS 3.5.1). Browsers say where a request comes from in
 * `Sec-Fetch-Site`, which a page cannot forge, and in `Origin`; a cookie is honoured only where one of them is there
 * and is ours. `same-site` is not enough: a sister host is not us.
 * @param own the origins under which people reach us
 */
export function isSameOrigin(headers: IncomingHttpHeaders, own: ReadonlySet<string>): boolean {
  const site = headers['sec-fetch-site'];
  const origin = headers.origin;
  if (site !== undefined && site !== 'same-origin') return false;
  if (origin !== undefined) return own.has(origin);
  return site === 'same-origin';
}

/** The origins of an installation: its public address, and the address that the request was sent to. */
export function ownOrigins(publicUrl: string, host: string | undefined): Set<string> {
  const { origin, protocol } = new URL(publicUrl);
  const origins = new Set([origin]);
  // Where no public address was set, people reach a plain http server by whatever name it has.
  if (protocol === 'http:' && host !== undefined && /^[\w.:[\]-]+$/.test(host)) origins.add(`http://${host}`);
  return origins;
}
