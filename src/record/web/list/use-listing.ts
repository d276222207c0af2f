import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import type { InfiniteData } from '@tanstack/react-query';
import { get } from '#/platform/web/api.ts';
import { concerns, useLive } from '#/platform/web/live.ts';
import type { Names } from '#/record/shared/named.ts';
import type { TypeShape } from '../definitions.tsx';
import type { ListAnswer, Row } from '../records.ts';

export interface ListingQuery {
  filter: string;
  sort: string;
  search?: string;
  /** Fields that are shown, beside those that every row has; all of them where none are named. */
  fields?: readonly string[];
  /** Not kept up with what others change: of what is not shown, only the order is asked for. */
  still?: boolean;
}

export interface Listing {
  rows: readonly Row[];
  names: Names;
  /** All that match, up to 10,000; undefined while it is not known. */
  count: number | undefined;
  /** Records that came to match since the list was read and wait to be asked for. */
  arrivals: number;
  waiting: boolean;
  error: unknown;
  more: boolean;
  loadMore(): void;
  /** Reads the list anew, arrivals included. */
  refresh(): void;
}

type Pages = InfiniteData<ListAnswer, string | null>;

/** The first page is what a screen shows and a little more: it is what somebody waits for. */
const firstSize = 80;
const pageSize = 200;
const headSize = 50;
const pause = 250;

/**
 * A list through cursor pages. What others change is put into its row where that row stands; what newly matches waits
 * behind `arrivals`: a row never moves under somebody's hand.
 */
export function useListing(type: TypeShape, query: ListingQuery, enabled = true): Listing {
  const queries = useQueryClient();
  const { plural } = type;
  const { filter, sort, search = '' } = query;
  const fields = query.fields && [...new Set(query.fields)].toSorted().join();
  const key = useMemo(() => ['list', plural, filter, sort, search, fields], [plural, filter, sort, search, fields]);
  const [found, setFound] = useState({ key, count: 0 });
  const arrivals = found.key === key ? found.count : 0;
  const changed = useRef(new Set<string>());
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useInfiniteQuery({
    queryKey: key,
    enabled,
    staleTime: Infinity,
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }: ListAnswer) => next,
    queryFn: ({ pageParam, signal }) =>
      get<ListAnswer>(
        `/${plural}`,
        {
          filter,
          sort,
          search,
          fields,
          limit: pageParam === null ? firstSize : pageSize,
          cursor: pageParam,
          count: pageParam === null || null,
        },
        signal,
      ),
  });

  useEffect(() => () => clearTimeout(timer.current), []);

  const catchUp = useCallback(async () => {
    const known = queries.getQueryData<Pages>(key);
    if (!known) return;
    const loaded = new Set(known.pages.flatMap(({ rows }) => rows.map(({ id }) => id)));
    const stale = [...changed.current].filter((id) => loaded.has(id)).slice(0, pageSize);
    const others = changed.current.size > stale.length;
    changed.current.clear();
    const [again, head] = await Promise.all([
      stale.length === 0
        ? null
        : get<ListAnswer>(`/${plural}`, {
            filter: `id in (${stale.map((id) => `'${id}'`).join(', ')})`,
            fields,
            limit: pageSize,
          }),
      others ? get<ListAnswer>(`/${plural}`, { filter, sort, search, fields: 'id', limit: headSize }) : null,
    ]);
    if (again) queries.setQueryData<Pages>(key, (before) => before && renewed(before, again));
    if (head) setFound({ key, count: head.rows.filter(({ id }) => !loaded.has(id)).length });
  }, [queries, key, plural, filter, sort, search, fields]);

  const soon = () => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void catchUp().catch(() => undefined), pause);
  };

  const hasRead = data !== undefined;
  useEffect(() => {
    // What was heard of while the first page was read may not be in it.
    if (hasRead && changed.current.size > 0) void catchUp().catch(() => undefined);
  }, [hasRead, catchUp]);

  useLive((event) => {
    if (!enabled || query.still || !concerns(event, type.name)) return;
    if (event.type === 'change') changed.current.add(event.item);
    else {
      const known = queries.getQueryData<Pages>(key);
      for (const row of known?.pages.flatMap(({ rows }) => rows).slice(0, pageSize) ?? []) changed.current.add(row.id);
      changed.current.add('');
    }
    soon();
  });

  const rows = useMemo(() => unique(data?.pages.flatMap((page) => page.rows) ?? []), [data]);
  const names = useMemo(() => Object.assign({}, ...(data?.pages.map((page) => page.names) ?? [])) as Names, [data]);
  return {
    rows,
    names,
    count: data?.pages[0]?.count,
    arrivals,
    waiting: isPending,
    error: data ? null : error,
    more: hasNextPage,
    loadMore: () => {
      if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
    },
    refresh: () => {
      setFound({ key, count: 0 });
      // The first page alone: the others are read again when they are scrolled to.
      queries.setQueryData<Pages>(
        key,
        (before) => before && { pages: before.pages.slice(0, 1), pageParams: before.pageParams.slice(0, 1) },
      );
      void refetch();
    },
  };
}

/** Every row of the answer in the place where it stood. */
function renewed(before: Pages, again: ListAnswer): Pages {
  const fresh = new Map(again.rows.map((row) => [row.id, row]));
  return {
    ...before,
    pages: before.pages.map((page, index) => ({
      ...page,
      rows: page.rows.map((row) => {
        const now = fresh.get(row.id);
        return now && now.version >= row.version ? now : row;
      }),
      names: index === 0 ? { ...page.names, ...again.names } : page.names,
    })),
  };
}

/** A record that moved between two pages while they were read is shown once. */
function unique(rows: readonly Row[]): readonly Row[] {
  const seen = new Set<string>();
  return rows.filter(({ id }) => !seen.has(id) && seen.add(id));
}
