import { useEffect } from 'react';

/** The name of what is shown, as the browser's tab says it. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title === '' ? 'Mainstay' : `${title} · Mainstay`;
  }, [title]);
}
