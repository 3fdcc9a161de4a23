import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { InlineConfig, Rolldown } from 'vite';

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

/**
 * How Vite builds the service worker of the gate. It keeps every file of that document, and has
 * another version, and so another content, whenever one of them changes.
 */
export function gateWorkerBuild(gate: Rolldown.RolldownOutput, outDir: string): InlineConfig {
  const files = gate.output.map(({ fileName }) => `/${fileName}`).filter((path) => !path.endsWith('.html'));
  const hash = createHash('sha256');
  for (const file of gate.output) hash.update(file.type === 'chunk' ? file.code : file.source);
  return {
    configFile: false,
    logLevel: 'warn',
    define: {
      GATE_FILES: JSON.stringify([...files, '/icon.svg']),
      GATE_VERSION: JSON.stringify(hash.digest('hex').slice(0, 16)),
    },
    build: {
      outDir,
      emptyOutDir: false,
      copyPublicDir: false,
      lib: { entry: join(app, 'src/gate/worker/worker.ts'), formats: ['es'], fileName: 'gate-worker' },
    },
  };
}
