/** An encoding that an answer can be packed with. */
export type Encoding = 'br' | 'gzip';

/** The better of the encodings that a request's `Accept-Encoding` takes (RFC 9110, 12.5.3). */
export function encodingIn(header: string | string[] | undefined): Encoding | undefined {
  const accepted = String(header ?? '').split(',');
  const takes = (name: string) =>
    accepted.some((one) => one.split(';', 1)[0]?.trim() === name && !/;\s*q=0(\.0*)?\s*$/.test(one));
  return takes('br') ? 'br' : takes('gzip') ? 'gzip' : undefined;
}
