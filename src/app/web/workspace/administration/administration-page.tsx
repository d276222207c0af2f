import { lazy } from 'react';
import { useParams } from '@tanstack/react-router';
import { addTexts } from '#/platform/web/texts.ts';
import { useTypes } from '#/record/web/definitions.tsx';
import { useTitle } from '#/platform/web/title.ts';
import { AdministrationLayout, useSectionName } from './layout.tsx';
import { ListPage } from './list-page.tsx';
import { administrationTexts } from './texts.ts';
import { TreePage } from './tree-page.tsx';

await addTexts(administrationTexts);

const pages: Readonly<Record<string, React.ComponentType>> = {
  audit: lazy(() => import('./audit-page.tsx').then(({ AuditPage }) => ({ default: AuditPage }))),
  'parked-jobs': lazy(() => import('./parked-page.tsx').then(({ ParkedPage }) => ({ default: ParkedPage }))),
  mails: lazy(() => import('./mails-page.tsx').then(({ MailsPage }) => ({ default: MailsPage }))),
  keys: lazy(() => import('./keys-page.tsx').then(({ KeysPage }) => ({ default: KeysPage }))),
};

/** Everything that is set up, kind by kind. */
export function AdministrationPage() {
  const { plural = '' } = useParams({ strict: false }) as { plural?: string };
  const type = useTypes().plural(plural);
  useTitle(useSectionName()(plural));
  const Made = pages[plural];
  const tree = type?.fields.some(({ name, to }) => name === 'parent' && to === type.name) === true;
  return (
    <AdministrationLayout plural={plural}>
      {Made ? <Made /> : null}
      {type && tree ? <TreePage key={plural} type={type} /> : null}
      {type && !tree ? <ListPage key={plural} type={type} /> : null}
    </AdministrationLayout>
  );
}
