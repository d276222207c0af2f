import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { Problem } from '#/platform/web/problem.ts';
import { problemText } from '#/platform/web/problem-text.ts';
import { useText } from '#/platform/web/texts.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import type { IconName } from './icon.tsx';

/** The shape of what is being read: only after 300 ms, so that nothing quick flickers. */
export function Skeleton({ rows = 3 }: { rows?: number }) {
  const { t } = useText();
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), 300);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="skeletons" aria-busy="true">
      {shown ? <span className="only-read">{t('web.loading')}</span> : null}
      {shown ? Array.from({ length: rows }, (_, row) => <div className="skeleton" key={row} />) : null}
    </div>
  );
}

interface NoteProps {
  icon: IconName;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}

/** Nothing there: what would be, and what one can do. */
export function Empty({ icon, title, children, action }: NoteProps) {
  return (
    <div className="empty">
      <Icon name={icon} size={28} />
      <p className="empty-title">{title}</p>
      {children ? <p>{children}</p> : null}
      {action}
    </div>
  );
}

/** It could not be read. What one may not see and what is not there look the same, and offer no second try. */
export function Failure({ error, retry }: { error: unknown; retry: () => void }) {
  const { t } = useText();
  const status = error instanceof Problem ? error.status : 0;
  if (status === 404)
    return (
      <Empty icon="search" title={t('portal.not-found.title')}>
        {t('portal.not-found.text')}
      </Empty>
    );
  if (status === 403)
    return (
      <Empty icon="person" title={t('portal.no-access.title')}>
        {t('portal.no-access.text')}
      </Empty>
    );
  return (
    <div className="notice notice-bad" role="alert">
      <Icon name="alert" />
      <div>
        <p>{problemText(error, t)}</p>
        {status === 400 ? null : <Button onClick={retry}>{t('web.retry')}</Button>}
      </div>
    </div>
  );
}

/** A request that was refused, above the button that sent it. */
export function FormProblem({ error }: { error: unknown }) {
  const { t } = useText();
  if (!error) return null;
  return (
    <div className="notice notice-bad" role="alert">
      <Icon name="alert" />
      <p>{problemText(error, t)}</p>
    </div>
  );
}

/** The sentence about one field, out of a refused request. */
export const fieldError = (error: unknown, field: string): string | undefined =>
  error instanceof Problem ? error.fields[field] : undefined;
