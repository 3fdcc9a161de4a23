import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plantFixture } from './fixture.ts';
import { allowedFiles, companions, importProbes, lintProbes } from './probes.ts';

const projectRoot = join(import.meta.dirname, '../..');
type RulesByFile = ReadonlyMap<string, ReadonlySet<string>>;

let root = '';
let ruleNames: readonly string[] = [];
let imports: RulesByFile = new Map();
let lint: RulesByFile = new Map();

beforeAll(async () => {
  root = plantFixture(projectRoot, [...importProbes, ...lintProbes, ...companions, ...allowedFiles]);
  [imports, lint] = await Promise.all([cruise(), biome()]);
}, 30_000);

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

describe('import rules', () => {
  it.each(importProbes)('$rule fires, alone, on $path', ({ rule, path }) => {
    expect([...(imports.get(path) ?? [])]).toEqual([rule]);
  });

  it('have a probe each', () => {
    const probed = new Set(importProbes.map(({ rule }) => rule));
    expect([...probed].sort()).toEqual([...ruleNames].sort());
  });

  it.each(allowedFiles)('allow $path', ({ path }) => {
    expect([...(imports.get(path) ?? [])]).toEqual([]);
  });
});

describe('lint rules', () => {
  it.each(lintProbes)('$rule fires on $path', ({ rule, path }) => {
    expect([...(lint.get(path) ?? [])]).toEqual([rule]);
  });

  it('let main.ts, and nothing else, read the environment', () => {
    for (const path of ['apps/hold-worker/src/main.ts', 'tools/start/main.ts']) {
      expect([...(lint.get(path) ?? [])]).toEqual([]);
    }
  });
});

async function cruise(): Promise<RulesByFile> {
  type Rule = { name: string };
  type Summary = { violations: { from: string; rule: Rule }[]; ruleSetUsed: { forbidden: Rule[] } };
  const { summary }: { summary: Summary } = JSON.parse(
    await run('depcruise', [
      'apps',
      'packages',
      'tests',
      'bench',
      'deploy',
      'tools',
      '--output-type',
      'json',
    ]),
  );
  ruleNames = [...new Set(summary.ruleSetUsed.forbidden.map(({ name }) => name))];
  return group(summary.violations.map(({ from, rule }) => [from, rule.name]));
}

async function biome(): Promise<RulesByFile> {
  type Linted = { diagnostics: { category: string; location: { path: string } }[] };
  const { diagnostics }: Linted = JSON.parse(
    await run('biome', ['lint', '--reporter=json', '--max-diagnostics=none', '.']),
  );
  return group(
    diagnostics.map(({ category, location }) => [
      relative(root, join(root, location.path)),
      category.split('/').at(-1) ?? category,
    ]),
  );
}

/** Runs a tool of the project in the fixture. Any exit code is fine: it has to find violations. */
async function run(tool: string, args: readonly string[]): Promise<string> {
  const command = join(projectRoot, 'node_modules/.bin', tool);
  return new Promise((resolve, reject) => {
    execFile(command, args, { cwd: root, maxBuffer: 2 ** 24 }, (error, stdout) => {
      if (stdout === '') reject(error ?? new Error(`${tool} said nothing`));
      else resolve(stdout);
    });
  });
}

function group(pairs: readonly (readonly [file: string, rule: string])[]): RulesByFile {
  const rules = new Map<string, Set<string>>();
  for (const [file, rule] of pairs) rules.set(file, (rules.get(file) ?? new Set()).add(rule));
  return rules;
}
