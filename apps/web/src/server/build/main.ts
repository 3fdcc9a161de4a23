/** `npm run build -w apps/web -- [folder]`: builds the pages, into dist/pages by default. */
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { compressFiles } from './compress-files.ts';

const app = join(import.meta.dirname, '../../..');
const outDir = resolve(process.argv[2] ?? join(app, 'dist/pages'));
const startedMs = performance.now();
// Vite would build for development where the process that serves the pages runs for development.
process.env.NODE_ENV = 'production';
await build({
  configFile: join(app, 'vite.config.ts'),
  configLoader: 'native',
  logLevel: 'warn',
  build: { outDir },
});
compressFiles(outDir);

const scripts = globSync('assets/*.js', { cwd: outDir });
const sizeOf = (name: string): number => gzipSync(readFileSync(join(outDir, name)), { level: 9 }).length;
const bytes = scripts.reduce((sum, name) => sum + sizeOf(name), 0);
const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
console.log(`${scripts.length} scripts, ${bytes} bytes with gzip, built in ${seconds} s`);
