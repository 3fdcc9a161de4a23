/** `npm run build -w apps/web -- [folder]`: builds the pages, into dist/pages by default. */
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';
import { compressFiles } from './compress-files.ts';
import { buildOf, DOCUMENTS, gateWorkerBuild } from './documents.ts';

const outDir = resolve(process.argv[2] ?? join(import.meta.dirname, '../../../dist/pages'));
// Vite would build for development where the process that serves the pages runs for development.
process.env.NODE_ENV = 'production';
for (const name of DOCUMENTS) {
  const startedMs = performance.now();
  const built = (await build(buildOf(name, { outDir }))) as Rolldown.RolldownOutput;
  if (name === 'gate') await build(gateWorkerBuild(built, outDir));
  const scripts = built.output.filter((file) => file.type === 'chunk');
  const bytes = scripts.reduce((sum, { code }) => sum + gzipSync(code, { level: 9 }).length, 0);
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
  console.log(`${name}.html: ${scripts.length} scripts, ${bytes} bytes with gzip, built in ${seconds} s`);
}
compressFiles(outDir);
