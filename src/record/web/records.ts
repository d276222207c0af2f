import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import { get, patch, post } from '#/platform/web/api.ts';
import type { Names } from '#/record/shared/named.ts';
import type { TypeShape } from './definitions.tsx';

/** A record as read: its head and its fields by name. */
export type Row = Readonly<Record<string, unknown>> & { id: string; number: string; state: string; version: number };

/** The name of a record that was just chosen, before the server has said it. */
export function nameOfRow(kind: string, row: Row): Names {
  return { [row.id]: { kind, title: String(row['name'] ?? row['title'] ?? row.number), number: row.number } };
}

/** A record with what the reader may do with it now. */
export interface RecordAnswer {
  record: Row;
  names: Names;
  steps: readonly string[];
  may: { edit: boolean };
  warnings?: readonly string[];
}

export interface ListAnswer {
  rows: readonly Row[];
  names: Names;
  next: string | null;
  count?: number;
}

export const recordKey = (plural: string, id: string) => ['record', plural, id] as const;

/** One record by its id or number. */
export function useRecord(plural: string, id: string) {
  return useQuery({
    queryKey: recordKey(plural, id),
    queryFn: ({ signal }) => get<RecordAnswer>(`/${plural}/${encodeURIComponent(id)}`, {}, signal),
  });
}

/** Puts an answer where every reader of that record finds it, whether they asked by id or by number. */
export function keepRecord(queries: QueryClient, plural: string, answer: RecordAnswer): void {
  for (const key of [answer.record.id, answer.record.number]) {
    // A late answer never overwrites a newer one.
    queries.setQueryData<RecordAnswer>(recordKey(plural, key), (before) =>
      before && before.record.version > answer.record.version ? before : answer,
    );
  }
}

/** Takes a step of a record; the answer is kept. Throws `Problem`. */
export async function takeStep(
  queries: QueryClient,
  plural: string,
  id: string,
  step: string,
  input: Record<string, unknown>,
  version?: number,
): Promise<RecordAnswer> {
  const answer = await post<RecordAnswer>(`/${plural}/${id}/${step}`, input, { version }).catch((problem: unknown) => {
    // What was refused may hang on what stands beside the record, and has changed since it was read.
    void queries.invalidateQueries({ queryKey: ['beside', id] });
    throw problem;
  });
  keepRecord(queries, plural, answer);
  void queries.invalidateQueries({ queryKey: ['beside', answer.record.id] });
  return answer;
}

/** Changes fields of a record that was read as `version`; the answer is kept. Throws `Problem`, 412 when stale. */
export async function editRecord(
  queries: QueryClient,
  plural: string,
  id: string,
  changes: Record<string, unknown>,
  version: number,
): Promise<RecordAnswer> {
  const answer = await patch<RecordAnswer>(`/${plural}/${id}`, changes, version);
  keepRecord(queries, plural, answer);
  void queries.invalidateQueries({ queryKey: ['beside', answer.record.id] });
  return answer;
}

/** All records of a small kind (groups, reasons, calendars), for choosing one. */
export function useAll(type: TypeShape | undefined, filter = 'state = active') {
  return useQuery({
    queryKey: ['all', type?.plural, filter],
    enabled: type !== undefined,
    staleTime: 60_000,
    queryFn: ({ signal }) => get<ListAnswer>(`/${type?.plural}`, { filter, limit: 200 }, signal),
  });
}

/** Invalidates what is known of a kind of record after a change. */
export function useForget() {
  const queries = useQueryClient();
  return (plural: string) => {
    void queries.invalidateQueries({ queryKey: ['all', plural] });
    void queries.invalidateQueries({ queryKey: ['list', plural] });
  };
}
