import type { ReactNode } from 'react';
import { partsOf } from './link-parts.ts';

/**
 * What somebody wrote, as text, with its addresses and case numbers as links. An address leads where it says, in a tab of
 * its own that knows nothing of this one.
 */
export function LinkedText({
  text,
  renderCase,
}: {
  text: string;
  renderCase(number: string, text: string): ReactNode;
}) {
  return partsOf(text).map((part, at) => {
    // A message never changes: its parts keep their places.
    const key = `${at}`;
    if (part.kind === 'text') return part.text;
    if (part.kind === 'case') return <span key={key}>{renderCase(part.number, part.text)}</span>;
    return (
      <a key={key} href={part.href} target="_blank" rel="noopener noreferrer nofollow">
        {part.text}
      </a>
    );
  });
}
