import { Suspense, useState } from 'react';
import type { ReactNode } from 'react';

/** What is loaded when it is asked for the first time, and stays from then on, so that it can close in its own way. */
export function OnceAsked({ asked, children }: { asked: boolean; children: ReactNode }) {
  const [was, setWas] = useState(asked);
  if (asked && !was) setWas(true);
  return was ? <Suspense>{children}</Suspense> : null;
}
