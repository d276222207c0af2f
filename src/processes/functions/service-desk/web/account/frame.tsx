import type { ReactNode } from 'react';
import { Mark } from '../parts/icon.tsx';
import { LanguageChoice, ThemeChoice } from '../shell/preferences.tsx';
import { useTitle } from '../shell/page.tsx';

/** The frame of pages that one sees before being signed in. */
export function Frame({ title, lead, children }: { title: string; lead?: ReactNode; children: ReactNode }) {
  const heading = useTitle(title);
  return (
    <div className="frame">
      <main className="frame-card" id="content">
        <p className="brand frame-brand">
          <Mark size={36} /> <span>Mainstay</span>
        </p>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {lead ? <p className="quiet">{lead}</p> : null}
        {children}
      </main>
      <footer className="frame-foot">
        <LanguageChoice bare />
        <ThemeChoice bare />
      </footer>
    </div>
  );
}
