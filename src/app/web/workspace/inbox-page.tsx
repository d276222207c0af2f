import { Link } from '@tanstack/react-router';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { get, post } from '#/platform/web/api.ts';
import { useFormats } from '#/platform/web/format.ts';
import { useText } from '#/platform/web/texts.ts';
import { Empty, Failed, Waiting } from '#/record/web/parts/states.tsx';
import { useTypes } from '#/record/web/definitions.tsx';
import type { Inbox, InboxEntry } from '#/capabilities/notifications/shared/answers.ts';
import { InboxWishes } from './inbox-wishes.tsx';
import { placeOf } from './place-of.ts';
import { useUnread } from '#/capabilities/notifications/web/use-unread.ts';

/** What one was told, the newest first. */
export function InboxPage() {
  const { t } = useText();
  const queries = useQueryClient();
  const unread = useUnread();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['notifications', 'inbox'],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => get<Inbox>('/notifications', { before: pageParam, limit: 50 }, signal),
    getNextPageParam: (page) => page.next,
  });
  const read = async (body: { all: true } | { ids: string[] }) => {
    await post('/notifications/read', body).catch(() => undefined);
    void queries.invalidateQueries({ queryKey: ['notifications'] });
  };
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Waiting />;
  const rows = data.pages.flatMap((page) => page.rows);
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t('shell.notifications')}</h1>
        {unread > 0 ? (
          <button type="button" className="quiet-button" onClick={() => void read({ all: true })}>
            {t('inbox.read-all')}
          </button>
        ) : null}
      </header>
      {rows.length === 0 ? <Empty title={t('inbox.empty')}>{t('inbox.empty-why')}</Empty> : null}
      <ul className="inbox">
        {rows.map((one) => (
          <Entry key={one.id} one={one} read={() => void read({ ids: [one.id] })} />
        ))}
      </ul>
      {hasNextPage ? (
        <button
          type="button"
          className="quiet-button"
          disabled={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          {t('inbox.more')}
        </button>
      ) : null}
      <details className="wishes-box">
        <summary>{t('inbox.wishes')}</summary>
        <InboxWishes />
      </details>
    </div>
  );
}

function Entry({ one, read }: { one: InboxEntry; read: () => void }) {
  const formats = useFormats();
  const types = useTypes();
  const { record, face, readAt, at, text } = one;
  const open = readAt === null ? read : undefined;
  return (
    <li data-unread={readAt === null || undefined}>
      {face === 'portal' ? (
        <a href={`/cases/${record.number}`} onClick={open}>
          {text}
        </a>
      ) : (
        <Link to={placeOf(record.kind, types.kind(record.kind)?.plural, record.number) as never} onClick={open}>
          {text}
        </Link>
      )}
      <small>{record.title}</small>
      <time dateTime={at} title={formats.momentInFull(at)}>
        {formats.relative(at)}
      </time>
    </li>
  );
}
