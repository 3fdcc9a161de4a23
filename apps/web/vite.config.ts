import { defineConfig } from 'vite';

/** The pages as static files. The oxc compiler of Vite reads the JSX settings of tsconfig.json. */
export default defineConfig({
  root: import.meta.dirname,
  // Every asset is a file: the content security policy allows no data except small pictures.
  build: { assetsInlineLimit: 0, modulePreload: { polyfill: false }, target: 'es2022', emptyOutDir: true },
});
