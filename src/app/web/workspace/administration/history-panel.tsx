import { useState } from 'react';
import type { ReactNode } from 'react';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import type { Message } from '#/base/refusal.ts';
import { isEdit, whyNotUndone } from '#/capabilities/history/shared/undoable.ts';
import { get, post } from '#/platform/web/api.ts';
import { useFormats } from '#/platform/web/format.ts';
import { problemText } from '#/platform/web/problem-text.ts';
import { useText } from '#/platform/web/texts.ts';
import type { TypeShape } from '#/record/web/definitions.tsx';
import { Failed, Waiting } from '#/record/web/parts/states.tsx';
import { keepRecord } from '#/record/web/records.ts';
import type { RecordAnswer } from '#/record/web/records.ts';
import { toast } from '#/record/web/toasts.tsx';
import type { Names } from '#/record/shared/named.ts';
import { ChangeList } from './change-list.tsx';
import { useActionName } from './action-name.ts';
import { useForgetSettings } from './forget.ts';

interface Entry {
  id: number;
  at: string;
  action: string;
  actor: string | null;
  origin: string;
  changes: Record<string, [unknown, unknown]>;
  facts: Record<string, unknown>;
  erased?: boolean;
}

interface Page {
  rows: readonly Entry[];
  names: Names;
  next: string | null;
}

/** Who changed what, and when; an edit that nothing has overtaken can be undone from here. */
export function HistoryPanel({ type, answer, undoable }: { type: TypeShape; answer: RecordAnswer; undoable: boolean }) {
  const { t } = useText();
  const formats = useFormats();
  const queries = useQueryClient();
  const forget = useForgetSettings();
  const actionName = useActionName();
  const { record } = answer;
  const { data, error, refetch, hasNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ['admin-history', type.plural, record.id, record.version],
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }: Page) => next,
    queryFn: ({ pageParam, signal }) =>
      get<Page>(`/${type.plural}/${record.id}/history`, { limit: 20, cursor: pageParam }, signal),
  });
  const undo = async (entry: Entry) => {
    try {
      const undone = await post<RecordAnswer>(`/${type.plural}/${record.id}/undo`, { entry: entry.id });
      keepRecord(queries, type.plural, undone);
      forget(type);
      toast({ text: t('admin.undone'), tone: 'good' });
    } catch (problem) {
      toast({ text: problemText(problem, t), tone: 'bad' });
    }
  };
  const entries = data?.pages.flatMap(({ rows }) => rows) ?? [];
  const names: Names = Object.assign({}, ...(data?.pages.map((page) => page.names) ?? []));
  // A list that is shown does not age while it is looked at.
  const [now] = useState(Date.now);
  return (
    <aside className="admin-panel admin-history" aria-labelledby="admin-history">
      <h2 id="admin-history">{t('admin.history')}</h2>
      {error && !data ? <Failed error={error} retry={() => void refetch()} /> : null}
      {!error && !data ? <Waiting lines={4} /> : null}
      <ol>
        {entries.map((entry) => (
          <li key={entry.id}>
            <p className="admin-history-head">
              <strong>{actionName(type, entry.action)}</strong>
              <span>
                {entry.actor ? (names[entry.actor]?.title ?? '') : t('admin.system')}
                {' · '}
                <time dateTime={entry.at} title={formats.momentInFull(entry.at)}>
                  {formats.relative(entry.at)}
                </time>
              </span>
            </p>
            {entry.erased ? <p className="admin-none">{t('admin.erased')}</p> : null}
            {entry.action === 'create' ? null : <ChangeList type={type} changes={entry.changes} names={names} />}
            {undoable && isEdit(entry) && !entry.erased ? (
              <Undo why={whyNotUndone(entry, record, now, [])?.why ?? null} onUndo={() => void undo(entry)}>
                <span className="only-read"> {formats.moment(entry.at)}</span>
              </Undo>
            ) : null}
          </li>
        ))}
      </ol>
      {hasNextPage ? (
        <button type="button" className="quiet-button" onClick={() => void fetchNextPage()}>
          {t('admin.older')}
        </button>
      ) : null}
    </aside>
  );
}

/** Takes an edit back, or says why it stays. */
function Undo({ why, onUndo, children }: { why: Message | null; onUndo(): void; children: ReactNode }) {
  const { t } = useText();
  if (why) return <p className="admin-none">{t(why.key, why.params)}</p>;
  return (
    <button type="button" className="text-button" onClick={onUndo}>
      {t('admin.undo-this')}
      {children}
    </button>
  );
}
