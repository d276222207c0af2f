import type { ReactNode } from 'react';
import { Link } from '@tanstack/react-router';
import { useFormats } from '#/platform/web/format.ts';
import type { Counted } from './data.ts';

/** A number that opens the queue with the cases behind it. */
export function NumberLink({ of, label, children }: { of: Counted; label: string; children?: ReactNode }) {
  const formats = useFormats();
  return (
    <Link
      to="/"
      search={{ filter: of.filter } as never}
      className="number"
      aria-label={`${formats.number(of.count)} ${label}`}
    >
      {children ?? formats.number(of.count)}
    </Link>
  );
}
