/** `npm run build -w apps/web -- [folder]`: builds the pages, into dist/pages by default. */
import { join, resolve } from 'node:path';
import { build } from 'vite';
import { compressFiles } from './compress-files.ts';

const app = join(import.meta.dirname, '../../..');
const outDir = resolve(process.argv[2] ?? join(app, 'dist/pages'));
await build({
  configFile: join(app, 'vite.config.ts'),
  configLoader: 'native',
  logLevel: 'warn',
  build: { outDir },
});
compressFiles(outDir);
