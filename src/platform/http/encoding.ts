/** An encoding that an answer can be packed with. */
export type Encoding = 'zstd' | 'br' | 'gzip';

/** The first of some encodings that a request's `Accept-Encoding` takes (RFC 9110, 12.5.3). */
export function encodingIn<E extends Encoding>(
  header: string | string[] | undefined,
  offered: readonly E[],
): E | undefined {
  const accepted = String(header ?? '').split(',');
  return offered.find((name) =>
    accepted.some((one) => one.split(';', 1)[0]?.trim() === name && !/;\s*q=0(\.0*)?\s*$/.test(one)),
  );
}
