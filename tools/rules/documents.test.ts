import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const text = (document: string): string => readFileSync(join(root, document), 'utf8');

const DOCUMENTS = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const MAX_LINES = 300;

/** Paths in code quotes; `core/src/…` is short for `packages/core/src/…`. Skips placeholders. */
function pathsIn(document: string): readonly string[] {
  return [...text(document).matchAll(/`((?:apps|packages|tools|core|db|redis|runtime)\/[\w./-]+)`/g)].map(
    ([, path = '']) => path.replace(/^(?=(core|db|redis|runtime)\/)/, 'packages/'),
  );
}

test.each(['README.md', 'docs/architecture.md'])('%s names only existing files', (document) => {
  expect(pathsIn(document).filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test('every document has fewer than 300 lines', () => {
  expect(DOCUMENTS.filter((name) => text(name).split('\n').length > MAX_LINES)).toEqual([]);
});
