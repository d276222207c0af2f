import { useMemo, useRef, useState } from 'react';
import type { Row } from '../records.ts';

export interface Selection {
  ids: ReadonlySet<string>;
  /** Selects or deselects one; with `range`, everything from the last one to it. */
  toggle(id: string, range?: boolean): void;
  clear(): void;
  /** Selects these alone. */
  keep(left: readonly string[]): void;
}

/** Which rows of a list are selected. */
export function useSelection(rows: readonly Row[]): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const last = useRef<string | null>(null);
  // What has left the list is not selected any more: nobody changes what they do not see.
  const shown = useMemo(() => new Set(rows.flatMap(({ id }) => (ids.has(id) ? [id] : []))), [rows, ids]);
  return {
    ids: shown,
    toggle(id, range = false) {
      const next = new Set(shown);
      const from = range ? rows.findIndex((row) => row.id === last.current) : -1;
      const to = rows.findIndex((row) => row.id === id);
      if (from >= 0 && to >= 0) {
        for (const row of rows.slice(Math.min(from, to), Math.max(from, to) + 1)) next.add(row.id);
      } else if (!next.delete(id)) next.add(id);
      last.current = id;
      setIds(next);
    },
    clear: () => setIds(new Set()),
    keep: (left) => setIds(new Set(left)),
  };
}
