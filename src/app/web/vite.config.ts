import path from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = import.meta.dirname;

/** Two pages, one build: what people on the portal load carries nothing of the workspace. */
export default defineConfig({
  root: here,
  base: '/',
  plugins: [react()],
  resolve: { alias: [{ find: /^#\//, replacement: `${path.resolve(here, '../..')}/` }] },
  // The policy of our pages allows files of our own only, so nothing is inlined.
  build: {
    outDir: path.resolve(here, '../../../dist/web'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    manifest: true,
    modulePreload: { polyfill: false },
    target: 'es2022',
    rollupOptions: {
      input: { portal: path.join(here, 'portal.html'), workspace: path.join(here, 'workspace.html') },
    },
  },
});
