import { QueryClient } from '@tanstack/react-query';

/** What was read. The API client repeats what may be repeated; live events say when to read anew. */
export const client = new QueryClient({
  defaultOptions: {
    queries: { retry: false, staleTime: 15_000, refetchOnWindowFocus: false },
    mutations: { retry: false },
  },
});
