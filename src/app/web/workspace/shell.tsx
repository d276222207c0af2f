import { Suspense, useState } from 'react';
import { Link, Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { useQueryClient } from '@tanstack/react-query';
import { useLive } from '#/platform/web/live.ts';
import { may, useSession } from '#/platform/web/session.ts';
import { guideAt, useText } from '#/platform/web/texts.ts';
import { useActions, useKeyboard } from '#/platform/web/actions.ts';
import { TypesProvider, useTypes } from '#/record/web/definitions.tsx';
import { Icon } from '#/record/web/parts/icon.tsx';
import type { IconName } from '#/record/web/parts/icon.tsx';
import { Waiting } from '#/record/web/parts/states.tsx';
import { Palette } from './palette.tsx';
import { PersonMenu } from './person-menu.tsx';
import { ShortcutSheet } from './shortcut-sheet.tsx';
import { useUnread } from '#/capabilities/notifications/web/use-unread.ts';

/** Counts the inbox again as soon as there is something new in it. */
function useNotificationsLive(): void {
  const queries = useQueryClient();
  useLive((event) => {
    if (event.type === 'told' || (event.type === 'again' && !event.kinds))
      void queries.invalidateQueries({ queryKey: ['notifications'] });
  });
}

/** Around every page: the rail, the bar with the search, the keyboard. */
export function Shell() {
  return (
    <TypesProvider>
      <Frame />
    </TypesProvider>
  );
}

interface Place {
  to: string;
  label: string;
  icon: IconName;
  keys?: string;
}

function Frame() {
  const { t, language } = useText();
  const { session } = useSession();
  const types = useTypes();
  const navigate = useNavigate();
  const administering = useRouterState({ select: ({ location }) => location.pathname.includes('/administration/') });
  const [palette, setPalette] = useState(false);
  const [sheet, setSheet] = useState(false);
  const [live, setLive] = useState(true);
  useKeyboard();
  useLive((event) => {
    if (event.type === 'state') setLive(event.open);
  });
  useNotificationsLive();
  const unread = useUnread();
  const incidents = types.kind('incident') !== undefined;
  const administers = types.plural('people') !== undefined;
  const places: Place[] = [
    ...(incidents ? [{ to: '/', label: t('shell.queue'), icon: 'queue', keys: 'q' } as const] : []),
    ...(may(session, 'incident.create')
      ? [{ to: '/call', label: t('shell.call'), icon: 'phone', keys: 'c' } as const]
      : []),
    ...(may(session, 'overview.read')
      ? [{ to: '/overview', label: t('shell.overview'), icon: 'chart', keys: 'v' } as const]
      : []),
    ...(['import.run', 'import.read', 'import.manage'].some((one) => may(session, one))
      ? [{ to: '/import', label: t('shell.import'), icon: 'inward' } as const]
      : []),
    ...(administers ? [{ to: '/administration/people', label: t('shell.administration'), icon: 'gear' } as const] : []),
  ];
  const group = t('action.group.pages');
  useActions([
    { id: 'palette', label: t('palette.label'), keys: 'mod+k', group, quiet: true, run: () => setPalette(true) },
    { id: 'shortcuts', label: t('shortcuts.title'), keys: '?', group, run: () => setSheet(true) },
    { id: 'guide', label: t('web.guide'), group, run: () => void open(guideAt(language), '_blank', 'noreferrer') },
    ...places.map(({ to, label, keys }) => ({
      id: `page ${to}`,
      label,
      group,
      ...(keys ? { keys } : {}),
      run: () => void navigate({ to: to as never }),
    })),
    {
      id: 'page notifications',
      label: t('shell.notifications'),
      group,
      run: () => void navigate({ to: '/notifications' as never }),
    },
  ]);
  return (
    <div className="shell">
      <a className="skip" href="#main">
        {t('shell.skip')}
      </a>
      <nav className="rail" aria-label={t('shell.rail')}>
        {places.map(({ to, label, icon }) => (
          <Link
            key={to}
            to={to as never}
            activeOptions={{ exact: to === '/' }}
            activeProps={{ 'aria-current': 'page' }}
            aria-current={to.startsWith('/administration/') && administering ? 'page' : undefined}
            search={{} as never}
          >
            <Icon name={icon} size={20} />
            <span>{label}</span>
          </Link>
        ))}
        <Link
          to={'/notifications' as never}
          className="rail-end"
          activeProps={{ 'aria-current': 'page' }}
          search={{} as never}
        >
          <Icon name="bell" size={20} />
          <span>{t('shell.notifications')}</span>
          {unread > 0 ? (
            <b>
              {unread > 99 ? '99+' : unread}
              <span className="only-read"> {t('shell.unread')}</span>
            </b>
          ) : null}
        </Link>
      </nav>
      <header className="bar">
        <strong className="bar-name">Mainstay</strong>
        <button type="button" className="bar-search" onClick={() => setPalette(true)}>
          <Icon name="search" size={14} />
          <span>{t('palette.label')}</span>
          <kbd>Ctrl K</kbd>
        </button>
        <span role="status" className="bar-live">
          {live ? '' : t('shell.not-live')}
        </span>
        <button
          type="button"
          className="icon-button"
          aria-label={t('shortcuts.title')}
          title={t('shortcuts.title')}
          onClick={() => setSheet(true)}
        >
          ?
        </button>
        <PersonMenu />
      </header>
      <main id="main" tabIndex={-1}>
        <Suspense fallback={<Waiting lines={10} />}>
          <Outlet />
        </Suspense>
      </main>
      <Palette opened={palette} onClose={() => setPalette(false)} />
      <ShortcutSheet opened={sheet} onClose={() => setSheet(false)} />
    </div>
  );
}
