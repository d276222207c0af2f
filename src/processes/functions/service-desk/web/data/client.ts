import { QueryClient } from '@tanstack/react-query';

/** What was read. Requests are repeated by the API client, so not here again; live events say when to read anew. */
export const client = new QueryClient({
  defaultOptions: { queries: { retry: false, staleTime: 15_000 }, mutations: { retry: false } },
});
