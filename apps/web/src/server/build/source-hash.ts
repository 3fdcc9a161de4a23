import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The sources of the built pages; the lockfile stands for the libraries. */
const SOURCES = [
  'package-lock.json',
  'apps/web/{*.html,package.json,tsconfig.json,vite.config.ts}',
  'apps/web/public/**/*.*',
  'apps/web/src/**/*.{ts,tsx,css}',
  'packages/client/src/**/*.ts',
  'packages/core/src/**/*.ts',
];
const HASH_CHARACTERS = 16;

/** Names the state of the sources: the same files with the same content give the same name. */
export function sourceHash(repository: string): string {
  const hash = createHash('sha256');
  const files = globSync(SOURCES, { cwd: repository }).filter((file) => !file.endsWith('.test.ts'));
  for (const file of files.sort()) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(repository, file)))
      .update('\0');
  }
  return hash.digest('hex').slice(0, HASH_CHARACTERS);
}
