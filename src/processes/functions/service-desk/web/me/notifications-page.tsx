import { useQueryClient } from '@tanstack/react-query';
import { useFormats } from '#/platform/web/format.ts';
import { useText } from '#/platform/web/texts.ts';
import { markRead, useInbox } from '../data/notifications.ts';
import type { Notification } from '../data/notifications.ts';
import { Button } from '../parts/button.tsx';
import { Empty, Failure, Skeleton } from '../parts/states.tsx';
import { Page } from '../shell/page.tsx';
import { Link } from '../shell/router.tsx';

/** What a person was told, the newest first. */
export function NotificationsPage() {
  const { t } = useText();
  const queries = useQueryClient();
  const { data, error, isPending, refetch } = useInbox();
  const read = async (ids: readonly string[] | 'all') => {
    await markRead(ids);
    await queries.invalidateQueries({ queryKey: ['notifications'] });
  };
  return (
    <Page title={t('portal.notifications')} back={{ to: '/', label: t('portal.home.title') }}>
      {isPending ? <Skeleton /> : null}
      {error ? <Failure error={error} retry={() => void refetch()} /> : null}
      {data?.rows.length === 0 ? (
        <Empty icon="bell" title={t('portal.notifications.none')}>
          {t('portal.notifications.none-text')}
        </Empty>
      ) : null}
      {data && data.unread > 0 ? (
        <Button onClick={() => void read('all')}>{t('portal.notifications.read-all')}</Button>
      ) : null}
      <ul className="cards">
        {data?.rows.map((one) => (
          <Notice key={one.id} one={one} read={() => void read([one.id])} />
        ))}
      </ul>
    </Page>
  );
}

function Notice({ one, read }: { one: Notification; read: () => void }) {
  const { t } = useText();
  const formats = useFormats();
  const { item, readAt, at, text } = one;
  return (
    <li className={readAt ? 'card told' : 'card told told-new'}>
      {readAt ? null : <span className="only-read">{t('portal.notifications.new')}</span>}
      <p>
        {item?.number ? (
          <Link to={`/cases/${item.number}`} onClick={readAt ? undefined : read} className="case-link">
            {text}
          </Link>
        ) : (
          text
        )}
      </p>
      <p className="quiet">
        {item?.number} {item?.title}{' '}
        <time dateTime={at} title={formats.momentInFull(at)}>
          {formats.relative(at)}
        </time>
      </p>
    </li>
  );
}
