import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

type Entry = { readonly hasInstallScript?: boolean; readonly optionalDependencies?: Record<string, string> };
type Lockfile = { readonly packages: Record<string, Entry> };
type Manifest = { readonly allowScripts: Record<string, boolean> };

const projectRoot = join(import.meta.dirname, '../..');
const lockfile: Lockfile = JSON.parse(readFileSync(join(projectRoot, 'package-lock.json'), 'utf8'));
const manifest: Manifest = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));

it('locks every optional dependency, so that a clean install works on every platform', () => {
  const missing = Object.entries(lockfile.packages).flatMap(([path, entry]) =>
    Object.keys(entry.optionalDependencies ?? {}).filter(
      (name) =>
        !(`node_modules/${name}` in lockfile.packages || `${path}/node_modules/${name}` in lockfile.packages),
    ),
  );
  expect(missing).toEqual([]);
});

it('decides on every install script', () => {
  const names = Object.entries(lockfile.packages)
    .filter(([, entry]) => entry.hasInstallScript)
    .map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length));
  expect(names.filter((name) => !(name in manifest.allowScripts))).toEqual([]);
});
