import { globSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const MOST_FILES = 15;
const projectRoot = join(import.meta.dirname, '../..');

/** The folders with more code files than a reader takes in, tests not counted. */
function crowdedFolders(files: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const file of files.filter((each) => !each.endsWith('.test.ts'))) {
    counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
  }
  return [...counts].filter(([, count]) => count > MOST_FILES).map(([folder]) => folder);
}

describe('folders', () => {
  it('have at most 15 code files', () => {
    const files = globSync('{apps,packages,tests,bench,deploy,tools}/**/*.{ts,tsx}', {
      cwd: projectRoot,
      exclude: (name) => basename(name) === 'node_modules',
    });
    expect(files.length).toBeGreaterThan(0);
    expect(crowdedFolders(files)).toEqual([]);
  });

  it('are crowded with one file more, not with one more test', () => {
    const full = Array.from({ length: MOST_FILES }, (_, i) => `apps/api/src/http/file-${i}.ts`);
    expect(crowdedFolders([...full, 'apps/api/src/http/file-1.test.ts'])).toEqual([]);
    expect(crowdedFolders([...full, 'apps/api/src/http/one-more.ts'])).toEqual(['apps/api/src/http']);
  });
});
