import { useState } from 'react';
import type { ListingQuery } from './use-listing.ts';
import type { Search } from '#/record/web/url.ts';

/** The list that an agent came to a record from, and the address at which it stands. */
export interface CameFrom {
  query: ListingQuery;
  search: Search;
}

const place = 'queue.came-from';

/** Keeps in mind from which list a record is opened on a page of its own; for this tab alone. */
export function rememberList({ query, search: { case: _, ...search } }: CameFrom): void {
  sessionStorage.setItem(place, JSON.stringify({ query, search } satisfies CameFrom));
}

/** The list that was left last for the page of a record, as it was when this page was opened; null where none was. */
export function useCameFrom(): CameFrom | null {
  const [came] = useState(() => {
    const kept = sessionStorage.getItem(place);
    return kept === null ? null : (JSON.parse(kept) as CameFrom);
  });
  return came;
}
