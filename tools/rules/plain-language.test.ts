import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isTooLong, languageFaults } from './plain-language.ts';

const projectRoot = join(import.meta.dirname, '../..');
const GENERATED = ['packages/client/src/api.d.ts'];

const sources = new Map(
  globSync('{apps,packages,tests,bench,deploy,tools}/**/*.{ts,tsx}', {
    cwd: projectRoot,
    exclude: (name) => basename(name) === 'node_modules',
  })
    .filter((file) => !GENERATED.includes(file) && !file.startsWith('tools/rules/plain-language'))
    .sort()
    .map((file) => [file, readFileSync(join(projectRoot, file), 'utf8')]),
);

describe('plain language', () => {
  it('is used in every file', () => {
    const faults = [...sources].flatMap(([file, source]) =>
      languageFaults(source).map((fault) => `${file}:${fault}`),
    );
    expect(sources.size).toBeGreaterThan(0);
    expect(faults).toEqual([]);
  });

  it.each([
    '// whoever asks gets it',
    'it("keeps nobody waiting", () => {});',
    '/** The client is told later. */',
    '// kept whatever happens',
    '/** The sum that it comes to. */',
    '// seats, of which two are free',
    '// all there is to write',
    '/** What a route may answer. */',
    "throw new Error('a credit never lacks balance');",
  ])('forbids %s', (line) => {
    expect(languageFaults(line)).toHaveLength(1);
  });
});

describe('comments', () => {
  it('have at most 100 columns', () => {
    expect(languageFaults(`// ${'x'.repeat(97)}`)).toEqual([]);
    expect(languageFaults(`// ${'x'.repeat(98)}`)).toEqual(['1: a comment of more than 100 columns']);
    expect(languageFaults(`const seats = 1; // ${'x'.repeat(81)}`)).toHaveLength(1);
    expect(languageFaults(`const text = '${'x'.repeat(100)}';`)).toEqual([]);
  });

  it('have at most three lines', () => {
    expect(languageFaults('/**\n * a\n * b\n * c\n */\nconst x = 1;')).toEqual([]);
    expect(languageFaults('/**\n * a\n * b\n * c\n * d\n */')).toEqual(['5: a comment of more than 3 lines']);
    expect(languageFaults('// a\n// b\n// c\n// d')).toEqual(['4: a comment of more than 3 lines']);
    expect(languageFaults('/** a */\n// b\n// c\n// d\ncall();\n// e')).toHaveLength(1);
  });
});

describe('files', () => {
  it('have at most 300 lines', () => {
    expect([...sources].filter(([, source]) => isTooLong(source)).map(([file]) => file)).toEqual([]);
    expect(isTooLong('x\n'.repeat(300))).toBe(false);
    expect(isTooLong('x\n'.repeat(301))).toBe(true);
  });
});
