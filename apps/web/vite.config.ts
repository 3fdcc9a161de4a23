import { defineConfig } from 'vite';

/** Scripts by their modules. A purchase loads the first two. Small scripts compress worse. */
const SCRIPTS = [
  ['shell', /node_modules\/(?!qr\/)|packages\/client|web\/src\/(shell|concerts)\//],
  [
    'sale',
    /packages\/core|web\/src\/(waiting-room|seats|seat-map|checkout|reservations|account\/(fields|next-path|sign-|texts))/,
  ],
  ['account', /web\/src\/(wallet|account)\//],
  ['console', /web\/src\/console\//],
] as const;

/** Parts of pages that few fans open. */
const ON_DEMAND =
  /waiting-room\/draw\/(?!draw-panel|noted)|check-draw|reservations\/cancelling|checkout\/declined/;

/**
 * The texts of each language are a script of their own: a fan loads one language. The Korean texts
 * of the shell are in its script.
 */
const groups = SCRIPTS.flatMap(([name, modules], index) => {
  const has = (id: string) => modules.test(id) && !ON_DEMAND.test(id);
  const languages = name === 'shell' ? ['en'] : ['ko', 'en'];
  const texts = languages.map((language) => ({
    name: `${name}-${language}`,
    test: (id: string) => has(id) && id.endsWith(`/texts/${language}.ts`),
    priority: 2 * SCRIPTS.length,
  }));
  return [...texts, { name, test: has, priority: SCRIPTS.length - index }];
});

/**
 * The pages as static files, one build per document of `server/build/documents.ts`. JSX becomes
 * calls of `h`, which are shorter than those of the runtime that tsconfig.json names for types.
 */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    {
      // Vite's helper loads style sheets before scripts; there is one sheet, in the document.
      name: 'plain-imports',
      enforce: 'pre',
      load: (id) =>
        id.includes('vite/preload-helper') ? 'export const __vitePreload = (load) => load()' : null,
    },
  ],
  oxc: { jsx: { runtime: 'classic', pragma: 'h', pragmaFrag: 'Fragment' } },
  // Every asset is a file: the content security policy allows no data except small pictures.
  build: {
    assetsInlineLimit: 0,
    modulePreload: false,
    cssCodeSplit: false,
    target: 'es2022',
    rolldownOptions: {
      transform: { inject: { h: ['preact', 'h'], Fragment: ['preact', 'Fragment'] } },
      output: { codeSplitting: { groups } },
    },
  },
});
