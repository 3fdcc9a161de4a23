import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { builtPages } from '@concert-mania/web/server/build/built-pages';

export interface ScriptSize {
  readonly name: string;
  readonly bytes: number;
}

/** The scripts of the built storefront, compressed as they are sent, the largest first. */
export async function measureScripts(): Promise<readonly ScriptSize[]> {
  const { folder } = await builtPages();
  return globSync('**/*.js', { cwd: folder })
    .map((name) => ({
      name: basename(name),
      bytes: gzipSync(readFileSync(join(folder, name)), { level: 9 }).length,
    }))
    .sort((a, b) => b.bytes - a.bytes);
}
