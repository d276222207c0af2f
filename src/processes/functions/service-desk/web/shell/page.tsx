import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { Link } from './router.tsx';
import { Icon } from '../parts/icon.tsx';

interface PageProps {
  title: string;
  /** Shown above the title. */
  above?: ReactNode;
  /** Where one came from. */
  back?: { to: string; label: string };
  children: ReactNode;
}

/** A page: its heading takes the focus when one arrives, so that a screen reader says where one is. */
export function Page({ title, above, back, children }: PageProps) {
  const heading = useTitle(title);
  return (
    <main className="page" id="content">
      {back ? (
        <Link className="back" to={back.to}>
          <Icon name="back" /> {back.label}
        </Link>
      ) : null}
      {above}
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children}
    </main>
  );
}

let arrivals = 0;

/** Names the document and gives the heading the focus, except on the first page that a browser opens. */
export function useTitle(title: string) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Mainstay`;
  }, [title]);
  useEffect(() => {
    arrivals += 1;
    if (arrivals > 1) heading.current?.focus({ preventScroll: true });
  }, []);
  return heading;
}
