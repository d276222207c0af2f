import { Component } from 'react';
import type { ErrorInfo, ReactNode } from 'react';
import { useText } from '#/platform/web/texts.ts';
import { Button } from '../parts/button.tsx';
import { Empty } from '../parts/states.tsx';

/**
 * Stands in for a page that could not be shown: most often a part of it is gone from the server, since Mainstay was
 * renewed while the page was open. Loading it again mends that.
 */
export class Broken extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    reportError(new Error(`${error.message}${info.componentStack ?? ''}`, { cause: error }));
  }

  override render(): ReactNode {
    return this.state.broken ? <BrokenPage /> : this.props.children;
  }
}

function BrokenPage() {
  const { t } = useText();
  return (
    <main className="page" id="content">
      <h1 className="only-read">{t('portal.broken.title')}</h1>
      <Empty
        icon="alert"
        title={t('portal.broken.title')}
        action={
          <Button look="primary" onClick={() => location.reload()}>
            {t('portal.broken.reload')}
          </Button>
        }
      >
        {t('portal.broken.text')}
      </Empty>
    </main>
  );
}
