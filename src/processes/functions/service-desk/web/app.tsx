import { lazy, Suspense, useEffect } from 'react';
import type { ReactNode } from 'react';
import { QueryClientProvider } from '@tanstack/react-query';
import { concerns, useLive } from '#/platform/web/live.ts';
import { loadSession, useSession } from '#/platform/web/session.ts';
import { useText } from '#/platform/web/texts.ts';
import { SignInAgain } from './account/sign-in-again.tsx';
import { SignInPage } from './account/sign-in-page.tsx';
import { CasePage } from './case/case-page.tsx';
import { client } from './data/client.ts';
import { CasesPage } from './home/cases-page.tsx';
import { HomePage } from './home/home-page.tsx';
import { Empty, Skeleton } from './parts/states.tsx';
import { Button } from './parts/button.tsx';
import { ReportPage } from './report/report-page.tsx';
import { LiveRegion } from './shell/announce.tsx';
import { Broken } from './shell/broken.tsx';
import { Header } from './shell/header.tsx';
import { Page } from './shell/page.tsx';
import { go, Link, usePlace } from './shell/router.tsx';

// What few people open, and what is opened once in a lifetime, is loaded when it is.
const ProfilePage = lazy(async () => ({ default: (await import('./me/profile-page.tsx')).ProfilePage }));
const NotificationsPage = lazy(async () => ({
  default: (await import('./me/notifications-page.tsx')).NotificationsPage,
}));
const ForgottenPage = lazy(async () => ({ default: (await import('./account/forgotten-page.tsx')).ForgottenPage }));
const LinkPage = lazy(async () => ({ default: (await import('./account/link-page.tsx')).LinkPage }));
const SetupPage = lazy(async () => ({ default: (await import('./account/setup-page.tsx')).SetupPage }));

/** The portal: for everybody who uses services. */
export function PortalApp() {
  return (
    <QueryClientProvider client={client}>
      <Broken>
        <Suspense fallback={<Skeleton />}>
          <Pages />
        </Suspense>
      </Broken>
      <SignInAgain />
      <LiveRegion />
    </QueryClientProvider>
  );
}

function Pages() {
  const { path } = usePlace();
  switch (path) {
    case '/sign-in':
      return <SignInPage />;
    case '/forgotten':
      return <ForgottenPage />;
    case '/setup':
      return <SetupPage />;
    case '/welcome':
      return <LinkPage purpose="invitation" />;
    case '/reset-password':
      return <LinkPage purpose="password-reset" />;
    default:
      return <SignedIn>{inside(path)}</SignedIn>;
  }
}

function inside(path: string): ReactNode {
  const one = /^\/cases\/([\w-]{1,64})$/.exec(path)?.[1];
  if (one !== undefined) return <CasePage key={one} id={one} />;
  switch (path) {
    case '/':
      return <HomePage />;
    case '/report':
      return <ReportPage />;
    case '/cases':
      return <CasesPage />;
    case '/profile':
      return <ProfilePage />;
    case '/notifications':
      return <NotificationsPage />;
    default:
      return <NothingHere />;
  }
}

/** Pages of a person; others sign in first and come back. */
function SignedIn({ children }: { children: ReactNode }) {
  const { t } = useText();
  const { status } = useSession();
  const out = status === 'signed-out';
  useEffect(() => {
    const here = `${location.pathname}${location.search}`;
    if (out) go(here === '/' ? '/sign-in' : `/sign-in?to=${encodeURIComponent(here)}`, { replace: true });
  }, [out]);
  if (status === 'unreachable') {
    return (
      <main className="page" id="content">
        <Empty
          icon="alert"
          title={t('web.problem.network')}
          action={<Button onClick={() => void loadSession()}>{t('web.retry')}</Button>}
        />
      </main>
    );
  }
  if (status === 'loading' || out) return null;
  return (
    <>
      <Header />
      <Live />
      <Suspense fallback={<Skeleton />}>{children}</Suspense>
    </>
  );
}

/** Reads anew what others have changed. */
function Live() {
  useLive((event) => {
    if (event.type === 'again' && !event.kinds) return void client.invalidateQueries();
    if (event.type === 'told') void client.invalidateQueries({ queryKey: ['notifications'] });
    if (!concerns(event, 'incident')) return;
    void client.invalidateQueries({ queryKey: ['cases'] });
    void client.invalidateQueries({ queryKey: ['case'] });
    void client.invalidateQueries({ queryKey: ['timeline', ...(event.type === 'change' ? [event.item] : [])] });
  });
  return null;
}

function NothingHere() {
  const { t } = useText();
  return (
    <Page title={t('portal.not-found.title')}>
      <Empty
        icon="search"
        title={t('portal.not-found.page')}
        action={<Link to="/">{t('portal.not-found.home')}</Link>}
      />
    </Page>
  );
}
