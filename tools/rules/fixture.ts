import { cpSync, mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const rooms = {
  packages: ['core', 'db', 'redis', 'runtime', 'client'],
  apps: ['api', 'hold-worker', 'mock-pg', 'mailbox', 'web'],
  tools: ['local-stack', 'testkit', 'seed'],
} as const;

const libraries = [
  'zod',
  'knex',
  'pg',
  'bullmq',
  'pdfkit',
  'ioredis',
  'hono',
  '@hono/node-server',
  '@bull-board/api',
  'pino',
  '@opentelemetry/api',
  'openapi-fetch',
  'preact',
];
const developmentLibraries = ['vitest'];
const undeclaredLibraries = ['undeclared'];

/** A file of the fixture: where it lies and what it says. */
export type PlantedFile = { readonly path: string; readonly source: string };

/** Copies a small part of the workspaces and the given files into a temporary folder. */
export function plantFixture(projectRoot: string, files: readonly PlantedFile[]): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'concert-mania-rules-')));
  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const putJson = (path: string, value: unknown) => put(path, JSON.stringify(value));

  for (const name of ['biome.json', '.gitignore', '.dependency-cruiser.mjs']) {
    cpSync(join(projectRoot, name), join(root, name));
  }
  putJson('package.json', {
    name: 'fixture',
    type: 'module',
    workspaces: ['apps/*', 'packages/*', 'tools/*'],
    devDependencies: versions([...developmentLibraries, 'pg']),
  });
  for (const name of [...libraries, ...developmentLibraries, ...undeclaredLibraries]) {
    putJson(`node_modules/${name}/package.json`, {
      name,
      version: '1.0.0',
      type: 'module',
      main: 'index.js',
    });
    put(`node_modules/${name}/index.js`, 'export const thing = 1;\n');
  }
  mkdirSync(join(root, 'node_modules/@concert-mania'), { recursive: true });
  for (const [kind, names] of Object.entries(rooms)) {
    for (const name of names) {
      putJson(`${kind}/${name}/package.json`, workspaceManifest(name));
      put(`${kind}/${name}/src/thing.ts`, 'export const thing = 1;\n');
      symlinkSync(join(root, kind, name), join(root, 'node_modules/@concert-mania', name));
    }
  }
  putJson('bench/baseline/package.json', workspaceManifest('baseline'));
  for (const file of files) put(file.path, file.source);
  return root;
}

function workspaceManifest(name: string) {
  const siblings = [...rooms.packages, ...rooms.tools].map((sibling) => `@concert-mania/${sibling}`);
  return {
    name: `@concert-mania/${name}`,
    version: '0.1.0',
    type: 'module',
    exports: { './*': './src/*.ts' },
    dependencies: versions([...libraries, ...siblings]),
  };
}

function versions(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, '*']));
}
