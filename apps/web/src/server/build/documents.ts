import { join } from 'node:path';
import type { InlineConfig } from 'vite';

const app = join(import.meta.dirname, '../../..');

/**
 * The HTML documents: the storefront, the console of staff and the gate. Each is built alone and
 * shares no script with the others, so that the scripts of fans do not grow with those of staff.
 */
export const DOCUMENTS = ['index', 'console', 'gate'] as const;
export type DocumentName = (typeof DOCUMENTS)[number];

/** How Vite builds one document. The first empties the folder. */
export function buildOf(name: DocumentName, output: { outDir: string } | { write: false }): InlineConfig {
  const isFirst = name === DOCUMENTS[0];
  return {
    configFile: join(app, 'vite.config.ts'),
    configLoader: 'native',
    logLevel: 'warn',
    build: {
      ...output,
      emptyOutDir: isFirst,
      copyPublicDir: isFirst,
      rolldownOptions: { input: join(app, `${name}.html`) },
    },
  };
}
