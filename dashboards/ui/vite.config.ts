import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where `npm run dev` finds the query API. */
const api = process.env.POLKU_API_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  // Relative addresses: the pages work wherever the query API serves them.
  base: './',
  plugins: [react()],
  build: {
    target: 'es2022',
    // An inlined asset is a data: address, which a strict content security policy refuses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
  },
  server: { host: '127.0.0.1', proxy: { '/api': api } },
});
