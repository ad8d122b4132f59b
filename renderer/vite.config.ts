import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The page runs under a strict CSP: hashed files only, nothing inlined, no data: URLs. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [react()],
  build: {
    outDir: '../build/renderer',
    emptyOutDir: true,
    target: 'chrome130',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
