import { lazy } from 'react';
import { createRootRoute, createRoute, createRouter, Link, Navigate, redirect } from '@tanstack/react-router';
import { addTexts, useText } from '#/platform/web/texts.ts';
import { useTypes } from '#/record/web/definitions.tsx';
import { Empty, Failed } from '#/record/web/parts/states.tsx';
import { parseSearch, writeSearch } from '#/record/web/url.ts';
import { CasePage } from '#/processes/operation/incident/web/case/case-page.tsx';
import { QueuePage } from '#/processes/operation/incident/web/queue/queue-page.tsx';
import { Shell } from './shell.tsx';

const CallPage = lazy(() =>
  import('#/processes/operation/incident/web/call/call-page.tsx').then((part) => ({ default: part.CallPage })),
);
const OverviewPage = lazy(() =>
  import('./overview/overview-page.tsx').then((part) => ({ default: part.OverviewPage })),
);
const AdministrationPage = lazy(() =>
  import('./administration/administration-page.tsx').then((part) => ({ default: part.AdministrationPage })),
);
const RecordPage = lazy(() =>
  import('./administration/record-page.tsx').then((part) => ({ default: part.RecordPage })),
);
const AccessPage = lazy(() =>
  import('./administration/access-page.tsx').then((part) => ({ default: part.AccessPage })),
);
const ImportPage = lazy(() =>
  import('./import/import-page.tsx').then(async (part) => {
    await addTexts((await import('./import/data.ts')).importTexts);
    return { default: part.ImportPage };
  }),
);
const InboxPage = lazy(() => import('./inbox-page.tsx').then((part) => ({ default: part.InboxPage })));

/** The queue; whoever reads no cases begins where they have something to do. */
function HomePage() {
  const types = useTypes();
  if (types.kind('incident') || !types.plural('people')) return <QueuePage />;
  return <Navigate to={'/administration/people' as never} replace />;
}

function NoSuchPage() {
  const { t } = useText();
  return (
    <>
      <h1 className="only-read">{t('record.absent')}</h1>
      <Empty
        title={t('record.absent')}
        action={
          <Link className="way-on" to="/">
            {t('shell.to-queue')}
          </Link>
        }
      >
        {t('record.absent-why')} {t('shell.search-instead')}
      </Empty>
    </>
  );
}

function Broken({ error, reset }: { error: unknown; reset(): void }) {
  return <Failed error={error} retry={reset} />;
}

const root = createRootRoute({
  component: Shell,
  notFoundComponent: NoSuchPage,
  errorComponent: Broken,
});
const at = <P extends string>(path: P, component: () => React.ReactNode) =>
  createRoute({ getParentRoute: () => root, path, component });

const tree = root.addChildren([
  at('/', HomePage),
  at('/incidents/$number', CasePage),
  at('/call', () => <CallPage />),
  at('/overview', () => <OverviewPage />),
  at('/import', () => <ImportPage />),
  at('/notifications', () => <InboxPage />),
  at('/access/$kind/$id', () => <AccessPage />),
  createRoute({
    getParentRoute: () => root,
    path: '/administration',
    beforeLoad: () => {
      throw redirect({ to: '/administration/people' as never });
    },
  }),
  at('/administration/$plural', () => <AdministrationPage />),
  at('/administration/$plural/$id', () => <RecordPage />),
]);

/** The pages of the workspace, under `/work`. */
export const router = createRouter({
  routeTree: tree,
  basepath: '/work',
  parseSearch,
  stringifySearch: writeSearch,
  defaultPreload: false,
  // Beside the rail and the bar, which stay.
  defaultErrorComponent: Broken,
});
