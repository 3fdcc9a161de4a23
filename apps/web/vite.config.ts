import { defineConfig } from 'vite';

/** Many small scripts compress worse. A fan who waits already gets the script of the seats. */
const groups = [
  {
    name: 'shell',
    test: /node_modules\/(?!qr\/)|packages\/client|web\/src\/(shell|concerts)\//,
    priority: 2,
  },
  { name: 'sale', test: /web\/src\/(waiting-room|seats|seat-map)\/|packages\/core/, priority: 1 },
  { name: 'account', test: /web\/src\/(checkout|reservations|wallet|account)\//, priority: 1 },
  { name: 'console', test: /web\/src\/console\//, priority: 1 },
];

/**
 * The pages as static files, one build per document of `server/build/documents.ts`. Vite's compiler
 * reads the JSX settings of tsconfig.json.
 */
export default defineConfig({
  root: import.meta.dirname,
  // Every asset is a file: the content security policy allows no data except small pictures.
  build: {
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    rolldownOptions: { output: { codeSplitting: { groups } } },
  },
});
