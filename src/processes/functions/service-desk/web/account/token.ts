import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { post } from '#/platform/web/api.ts';

/** The secret of a one-time link: it stands in the fragment, which browsers send to nobody. */
export function useToken(): string {
  const [token] = useState(() => location.hash.slice(1));
  return token;
}

/** Whom a link is for; fails with 404 where it is used, late or none. */
export interface LinkFacts {
  purpose: 'invitation' | 'password-reset';
  name: string;
  email: string | null;
  language: string;
}

export function useLink<T>(path: '/links/describe' | '/setup/describe', token: string) {
  return useQuery({
    queryKey: [path, token],
    staleTime: Infinity,
    queryFn: async () => (await post<T | undefined>(path, { token })) ?? null,
  });
}
