/** Kinds of record with pages of their own, by where those are; everything else is set up under administration. */
const pages: Readonly<Record<string, string>> = { incident: '/incidents' };

/** Where a record is opened; `plural` of its type is undefined where its reader may not read such records. */
export const placeOf = (kind: string, plural: string | undefined, number: string): string =>
  `${pages[kind] ?? (plural === undefined ? '/incidents' : `/administration/${plural}`)}/${number}`;
