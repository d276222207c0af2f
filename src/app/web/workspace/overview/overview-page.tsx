import { useText } from '#/platform/web/texts.ts';

/** How the desk stands, for its lead. */
export function OverviewPage() {
  const { t } = useText();
  return <div className="page">{t('shell.overview')}</div>;
}
