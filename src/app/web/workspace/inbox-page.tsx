import { Link } from '@tanstack/react-router';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { get, post } from '#/platform/web/api.ts';
import { useFormats } from '#/platform/web/format.ts';
import { useText } from '#/platform/web/texts.ts';
import { Empty, Failed, Waiting } from '#/record/web/parts/states.tsx';

interface Inbox {
  rows: readonly {
    id: string;
    kind: string;
    at: string;
    readAt: string | null;
    item: { id: string; number: string | null; title: string | null } | null;
    text: string;
  }[];
  unread: number;
}

/** What one was told, the newest first. */
export function InboxPage() {
  const { t } = useText();
  const formats = useFormats();
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: ['notifications', 'all'],
    queryFn: ({ signal }) => get<Inbox>('/notifications', { limit: 50 }, signal),
  });
  const read = async (body: { all: true } | { ids: string[] }) => {
    await post('/notifications/read', body).catch(() => undefined);
    void queries.invalidateQueries({ queryKey: ['notifications'] });
  };
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Waiting />;
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t('shell.notifications')}</h1>
        {data.unread > 0 ? (
          <button type="button" className="quiet-button" onClick={() => void read({ all: true })}>
            {t('inbox.read-all')}
          </button>
        ) : null}
      </header>
      {data.rows.length === 0 ? <Empty title={t('inbox.empty')}>{t('inbox.empty-why')}</Empty> : null}
      <ul className="inbox">
        {data.rows.map((one) => (
          <li key={one.id} data-unread={one.readAt === null || undefined}>
            {one.item?.number ? (
              <Link to={`/incidents/${one.item.number}` as never} onClick={() => void read({ ids: [one.id] })}>
                {one.text}
              </Link>
            ) : (
              <span>{one.text}</span>
            )}
            <small>{[one.item?.number, one.item?.title].filter(Boolean).join(' ')}</small>
            <time dateTime={one.at} title={formats.momentInFull(one.at)}>
              {formats.relative(one.at)}
            </time>
          </li>
        ))}
      </ul>
    </div>
  );
}
