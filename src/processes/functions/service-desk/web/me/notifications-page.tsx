import { useQueryClient } from '@tanstack/react-query';
import { useFormats } from '#/platform/web/format.ts';
import { useText } from '#/platform/web/texts.ts';
import type { Translate } from '#/platform/web/texts.ts';
import type { InboxEntry } from '#/capabilities/notifications/shared/answers.ts';
import { markRead, useInbox, useUnread } from '../data/notifications.ts';
import { Button } from '../parts/button.tsx';
import { Empty, Failure, Skeleton } from '../parts/states.tsx';
import { Page } from '../shell/page.tsx';
import { Link } from '../shell/router.tsx';

/** What a person was told, the newest first. */
export function NotificationsPage() {
  const { t } = useText();
  const queries = useQueryClient();
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInbox();
  const unread = useUnread().data?.count ?? 0;
  const rows = data?.pages.flatMap((page) => page.rows) ?? [];
  const read = async (ids: readonly string[] | 'all') => {
    await markRead(ids);
    await queries.invalidateQueries({ queryKey: ['notifications'] });
  };
  return (
    <Page title={t('portal.notifications')} back={{ to: '/', label: t('portal.home.title') }}>
      {isPending ? <Skeleton /> : null}
      {error ? <Failure error={error} retry={() => void refetch()} /> : null}
      {data && rows.length === 0 ? (
        <Empty icon="bell" title={t('portal.notifications.none')}>
          {t('portal.notifications.none-text')}
        </Empty>
      ) : null}
      {unread > 0 && rows.length > 0 ? (
        <Button className="more" onClick={() => void read('all')}>
          {t('portal.notifications.read-all')}
        </Button>
      ) : null}
      {rows.length > 0 ? (
        <ul className="cards">
          {rows.map((one) => (
            <Notice key={one.id} one={one} read={() => void read([one.id])} />
          ))}
        </ul>
      ) : null}
      {hasNextPage ? (
        <Button className="more" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('portal.more')}
        </Button>
      ) : null}
    </Page>
  );
}

function Notice({ one, read }: { one: InboxEntry; read: () => void }) {
  const { t } = useText();
  const formats = useFormats();
  const { record, readAt, at } = one;
  return (
    <li className={readAt ? 'card told' : 'card told told-new'}>
      {readAt ? null : <span className="only-read">{t('portal.notifications.new')}</span>}
      <p>
        <Link to={`/cases/${record.number}`} onClick={readAt ? undefined : read} className="case-link">
          {sentence(one, t)}
        </Link>
      </p>
      <p className="quiet">
        {record.title} · {record.number} ·{' '}
        <time dateTime={at} title={formats.momentInFull(at)}>
          {formats.relative(at)}
        </time>
      </p>
    </li>
  );
}

/** What happened, for a customer; what this page has no words for is still told of. */
function sentence({ kind, by, text: given }: InboxEntry, t: Translate): string {
  const key = `portal.told.${kind.split('.').at(-1) ?? ''}`;
  const text = t(key, { by: by?.name ?? t('portal.the-desk') });
  return text === key ? given || t('portal.told.other') : text;
}
