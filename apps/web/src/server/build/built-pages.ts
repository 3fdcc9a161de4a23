import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sourceHash } from './source-hash.ts';

const app = join(import.meta.dirname, '../../..');
const KEPT_BUILDS = 3;
const ENOENT_IS_NONE = { throwIfNoEntry: false } as const;

export interface BuiltPages {
  readonly folder: string;
  /** Null when they were built before. */
  readonly buildMs: number | null;
}

/**
 * The folder with the pages of these sources; builds them when there is none yet. Several processes
 * may ask at once. Vite runs in a process of its own, which gives its memory back.
 */
export async function builtPages(): Promise<BuiltPages> {
  const dist = join(app, 'dist');
  const folder = join(dist, sourceHash(join(app, '../..')));
  if (existsSync(folder)) return { folder, buildMs: null };
  const started = performance.now();
  mkdirSync(dist, { recursive: true });
  const unfinished = `${folder}.${process.pid}`;
  await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'main.ts'), unfinished]);
  // Another process may have finished the same build first.
  if (existsSync(folder)) rmSync(unfinished, { recursive: true });
  else renameSync(unfinished, folder);
  removeOldBuilds(dist);
  return { folder, buildMs: Math.round(performance.now() - started) };
}

function removeOldBuilds(dist: string): void {
  const builds = readdirSync(dist)
    .filter((name) => /^[0-9a-f]{16}$/.test(name))
    // Another process may remove one of them now.
    .map((name) => ({ path: join(dist, name), at: statSync(join(dist, name), ENOENT_IS_NONE)?.mtimeMs ?? 0 }))
    .sort((a, b) => b.at - a.at);
  for (const { path } of builds.slice(KEPT_BUILDS)) rmSync(path, { recursive: true, force: true });
}
