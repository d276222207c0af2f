import { useEffect, useRef, useState } from 'react';
import { post } from '#/platform/web/api.ts';
import { useLive } from '#/platform/web/live.ts';
import type { LivePresence } from '#/platform/web/live.ts';
import { sessionNow } from '#/platform/web/session.ts';

export interface Present {
  person: string;
  name: string;
  doing: 'viewing' | 'typing';
}

const beat = 8_000;
const lasts = 20_000;

/** Says that one looks at a case, or types on it, and tells who else does. For a component that shows one case alone. */
export function usePresence(item: string, typing: boolean): readonly Present[] {
  const [others, setOthers] = useState<ReadonlyMap<string, Present & { until: number }>>(new Map());
  const doing = typing ? 'typing' : 'viewing';
  const now = useRef(doing);
  useEffect(() => {
    now.current = doing;
    const say = () => {
      if (document.visibilityState === 'visible')
        void post('/presence', { item, doing: now.current }).catch(() => undefined);
    };
    say();
    const timer = setInterval(say, beat);
    return () => clearInterval(timer);
  }, [item, doing]);
  useEffect(() => {
    const timer = setInterval(() => {
      setOthers((before) => {
        const here = [...before].filter(([, { until }]) => until > Date.now());
        return here.length === before.size ? before : new Map(here);
      });
    }, 2_000);
    return () => clearInterval(timer);
  }, []);
  useLive((event) => {
    if (event.type !== 'presence') return;
    const { item: where, person, name, doing: what } = event as LivePresence;
    if (where !== item || person === sessionNow().session?.person.id) return;
    setOthers((before) => {
      const next = new Map(before);
      if (what === 'left') next.delete(person);
      else next.set(person, { person, name, doing: what, until: Date.now() + lasts });
      return next;
    });
  });
  return [...others.values()];
}
