import type { ReactNode } from 'react';
import { Link } from '@tanstack/react-router';
import { useFormats } from '#/platform/web/format.ts';
import type { Counted } from '#/processes/operation/incident/shared/overview.ts';

/** A number that opens the list behind it. What it counts is said to those who hear the page. */
export function CountLink({ of, says, children }: { of: Counted; says: string; children?: ReactNode }) {
  const formats = useFormats();
  return (
    <Link to={'/' as never} search={{ filter: of.filter } as never} className="count-link">
      {children ?? formats.number(of.count)}
      <span className="only-read"> {says}</span>
    </Link>
  );
}
