import type { ReactNode } from 'react';
import './section.css';

/** A part of what stands beside a record: closed, it says how much is in it. */
export function Section(props: {
  title: string;
  count?: number | string | undefined;
  open?: boolean;
  children: ReactNode;
}) {
  const { title, count, open = false, children } = props;
  return (
    <details className="beside-section" open={open}>
      <summary>
        <span>{title}</span>
        {count === undefined || count === 0 ? null : <b>{count}</b>}
      </summary>
      <div>{children}</div>
    </details>
  );
}
