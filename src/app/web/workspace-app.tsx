import './workspace/mantine.css';
import './workspace/mantine-tokens.css';
import './workspace/workspace.css';
import { Suspense, useSyncExternalStore } from 'react';
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { isDark, useTheme } from '#/platform/web/theme.ts';
import { Toasts } from '#/record/web/toasts.tsx';
import { client } from './workspace/client.ts';
import { theme } from './workspace/mantine-theme.ts';
import { SignInGate } from './workspace/sign-in.tsx';
import { router } from './workspace/routes.tsx';

const dark = globalThis.matchMedia('(prefers-color-scheme: dark)');
const watchDark = (listener: () => void) => {
  dark.addEventListener('change', listener);
  return () => dark.removeEventListener('change', listener);
};

/** The agents' workspace. */
export function WorkspaceApp() {
  useTheme();
  useSyncExternalStore(watchDark, () => dark.matches);
  return (
    <MantineProvider theme={theme} forceColorScheme={isDark() ? 'dark' : 'light'}>
      <QueryClientProvider client={client}>
        <SignInGate>
          <Suspense>
            <RouterProvider router={router} />
          </Suspense>
        </SignInGate>
        <Toasts />
      </QueryClientProvider>
    </MantineProvider>
  );
}
