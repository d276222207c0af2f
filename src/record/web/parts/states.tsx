import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { Problem } from '#/platform/web/problem.ts';
import { problemText } from '#/platform/web/problem-text.ts';
import { useText } from '#/platform/web/texts.ts';
import { Icon } from './icon.tsx';
import './states.css';

/** Nothing to show: what it is, why, and what to do about it. */
export function Empty(props: { title: string; icon?: ReactNode; children?: ReactNode; action?: ReactNode }) {
  const { title, icon, children, action } = props;
  return (
    <div className="nothing">
      {icon}
      <p className="nothing-title">{title}</p>
      {children ? <p>{children}</p> : null}
      {action}
    </div>
  );
}

/** What could not be read: no right, not there, asked wrongly, or an error that may be tried again. */
export function Failed({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useText();
  const status = error instanceof Problem ? error.status : -1;
  if (status === 403) return <Empty title={t('record.forbidden')}>{t('record.forbidden-why')}</Empty>;
  if (status === 404) return <Empty title={t('record.absent')}>{t('record.absent-why')}</Empty>;
  return (
    <div className="nothing" role="alert" data-tone="bad">
      <Icon name="warning" size={22} />
      <p className="nothing-title">{t('record.failed')}</p>
      <p>{problemText(error, t)}</p>
      {retry && status !== 400 ? (
        <button type="button" className="quiet-button" onClick={retry}>
          {t('web.retry')}
        </button>
      ) : null}
    </div>
  );
}

/** The shape of what is coming; nothing at all for the first 300 ms, so that quick answers do not flicker. */
export function Waiting({ lines = 6 }: { lines?: number }) {
  const { t } = useText();
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 300);
    return () => clearTimeout(timer);
  }, []);
  if (!late) return <div aria-busy="true" />;
  return (
    <div className="waiting" aria-busy="true">
      <span className="only-read">{t('web.loading')}</span>
      {Array.from({ length: lines }, (_, line) => (
        <div key={line} className="waiting-line" style={{ inlineSize: `${92 - ((line * 37) % 40)}%` }} />
      ))}
    </div>
  );
}
