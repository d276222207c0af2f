import { useNavigate, useRouterState } from '@tanstack/react-router';

/** What the address says after `?`: the view, the filter, the case that is open. */
export type Search = Readonly<Record<string, string>>;

/** The query of the address, and a way to change parts of it; an empty part is taken out. */
export function useSearchParts(): [
  Search,
  (part: Record<string, string | null>, options?: { replace?: boolean }) => void,
] {
  const search = useRouterState({ select: ({ location }) => location.search as Search });
  const navigate = useNavigate();
  const change = (part: Record<string, string | null>, { replace = false } = {}) => {
    void navigate({ to: '.', replace, search: ((before: Search) => without({ ...before, ...part })) as never });
  };
  return [search, change];
}

function without(parts: Record<string, string | null>): Record<string, string> {
  return Object.fromEntries(Object.entries(parts).filter((part): part is [string, string] => !!part[1]));
}

/** `?a=b` → parts, and back: plain text both ways, so that an address can be read and typed. */
export const parseSearch = (text: string): Search => Object.fromEntries(new URLSearchParams(text));

export function writeSearch(parts: Record<string, unknown>): string {
  const text = new URLSearchParams(
    Object.entries(parts).filter((part): part is [string, string] => typeof part[1] === 'string' && part[1] !== ''),
  ).toString();
  return text === '' ? '' : `?${text}`;
}
