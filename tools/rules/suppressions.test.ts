import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const projectRoot = join(import.meta.dirname, '../..');
const suppression = /(biome|eslint|prettier)-(ignore|disable)|@ts-(ignore|nocheck)|\b(TODO|FIXME)\b/;

describe('sources', () => {
  it('silence no check and leave nothing to do later', () => {
    const files = globSync('{apps,packages,tests,bench,deploy,tools}/**/*.{ts,tsx,mjs,lua,sql}', {
      cwd: projectRoot,
      exclude: (name) => basename(name) === 'node_modules',
    }).filter((file) => basename(file) !== basename(import.meta.filename));
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((file) => suppression.test(readFileSync(join(projectRoot, file), 'utf8')))).toEqual(
      [],
    );
  });

  it.each([
    '// biome-ignore lint: it is late',
    '// eslint-disable-next-line',
    '// @ts-ignore',
    '-- TODO later',
  ])('are known to be silenced by %s', (line) => {
    expect(suppression.test(line)).toBe(true);
  });
});
