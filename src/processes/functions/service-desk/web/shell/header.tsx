import { useSession } from '#/platform/web/session.ts';
import { guideAt, useText } from '#/platform/web/texts.ts';
import { useUnread } from '../data/notifications.ts';
import { Icon, Mark } from '../parts/icon.tsx';
import { Link } from './router.tsx';

/** The bar on top: home, the workspace for those who have it, what is new, me. */
export function Header() {
  const { t, language } = useText();
  const { session } = useSession();
  const { data } = useUnread();
  const unread = data?.count ?? 0;
  return (
    <header className="bar">
      <a href="#content" className="skip">
        {t('portal.skip')}
      </a>
      <Link to="/" className="brand" aria-label={t('portal.brand')}>
        <Mark />
        <span>Mainstay</span>
      </Link>
      <nav className="bar-links" aria-label={t('portal.menu')}>
        {session?.workspace ? (
          <a href="/work" className="bar-link">
            <Icon name="work" /> <span className="bar-word">{t('portal.workspace')}</span>
          </a>
        ) : null}
        <a href={guideAt(language)} className="bar-link">
          <Icon name="question" /> <span className="bar-word">{t('web.guide')}</span>
        </a>
        <Link to="/notifications" className="bar-link">
          <Icon name="bell" />
          {unread > 0 ? (
            <span className="badge" aria-hidden="true">
              {unread > 99 ? '99+' : unread}
            </span>
          ) : null}
          <span className="only-read">{t('portal.notifications.unread', { count: unread })}</span>
        </Link>
        <Link to="/profile" className="bar-link">
          <span className="initials" aria-hidden="true">
            {initialsOf(session?.person.name ?? '')}
          </span>
          <span className="only-read">{t('portal.profile.of', { name: session?.person.name ?? '' })}</span>
        </Link>
      </nav>
    </header>
  );
}

const initialsOf = (name: string): string => {
  const words = name.split(/\s+/).filter(Boolean);
  return [words[0], words.length > 1 ? words.at(-1) : '']
    .map((word) => word?.[0] ?? '')
    .join('')
    .toUpperCase();
};
