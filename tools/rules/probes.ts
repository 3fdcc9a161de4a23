import type { PlantedFile } from './fixture.ts';

/** A file that breaks exactly the named rule. */
export type Probe = PlantedFile & { readonly rule: string };

const importOf = (module: string) => `import { thing } from '${module}';\n\nexport const used = thing;\n`;
const typeImportOf = (module: string) =>
  `import type { thing } from '${module}';\n\nexport type Used = typeof thing;\n`;
const lazyImportOf = (module: string) => `export const load = async () => await import('${module}');\n`;

const plant = (rule: string, path: string, source: string): Probe => ({ rule, path, source });

/** One violation or more of every import rule. */
export const importProbes: readonly Probe[] = [
  plant('core-imports-only-zod', 'packages/core/src/reads-files.ts', importOf('node:fs')),
  plant('core-imports-only-zod', 'packages/core/src/logs.ts', typeImportOf('pino')),
  plant(
    'core-imports-no-package-of-ours',
    'packages/core/src/stores.ts',
    importOf('@concert-mania/db/thing'),
  ),
  plant(
    'adapters-import-core-and-async-tools',
    'packages/db/src/queues.ts',
    importOf('@concert-mania/redis/thing'),
  ),
  plant(
    'adapters-import-core-and-async-tools',
    'packages/redis/src/logs.ts',
    typeImportOf('@concert-mania/runtime/thing'),
  ),
  plant('async-tools-import-nothing', 'packages/runtime/src/async/logs.ts', importOf('pino')),
  plant('documents-import-core', 'packages/documents/src/reads.ts', importOf('@concert-mania/db/thing')),
  plant('files-are-written-in-documents', 'apps/api/src/prints.ts', importOf('pdfkit')),
  plant('runtime-stands-alone', 'packages/runtime/src/core.ts', importOf('@concert-mania/core/thing')),
  plant('runtime-stands-alone', 'packages/runtime/src/db.ts', lazyImportOf('@concert-mania/db/thing')),
  plant('client-runs-in-browsers', 'packages/client/src/files.ts', importOf('node:fs')),
  plant(
    'client-runs-in-browsers',
    'packages/client/src/domain.ts',
    typeImportOf('@concert-mania/core/thing'),
  ),
  plant('packages-do-not-import-apps', 'packages/db/src/api.ts', importOf('@concert-mania/api/thing')),
  plant('apps-do-not-import-apps', 'apps/api/src/worker.ts', importOf('@concert-mania/hold-worker/thing')),
  plant('only-main-builds-adapters', 'apps/api/src/route.ts', typeImportOf('@concert-mania/db/thing')),
  plant(
    'only-main-builds-adapters',
    'apps/hold-worker/src/consume.ts',
    importOf('@concert-mania/redis/thing'),
  ),
  plant('tools-stay-out-of-production', 'apps/api/src/main.ts', importOf('@concert-mania/local-stack/thing')),
  plant('tools-stay-out-of-production', 'packages/db/src/fakes.ts', importOf('@concert-mania/testkit/thing')),
  plant('testing-stays-out-of-production', 'apps/api/src/fakes.ts', importOf('./testing/thing.ts')),
  plant(
    'core-subjects-import-earlier-ones',
    'packages/core/src/catalogue/looks-up.ts',
    importOf('../payments/thing.ts'),
  ),
  plant('core-subjects-have-an-order', 'packages/core/src/parking/model.ts', importOf('zod')),
  plant('sql-only-in-db', 'apps/api/src/query.ts', importOf('knex')),
  plant('sql-only-in-db', 'tools/audit/main.ts', importOf('pg')),
  plant('sql-only-in-db', 'bench/holds/prepare.ts', importOf('pg')),
  plant('sql-only-in-db', 'tools/chaos/prepare.ts', importOf('pg')),
  plant('queues-only-in-redis', 'packages/db/src/bull.ts', importOf('bullmq')),
  plant('queues-only-in-redis', 'apps/api/src/limit.test.ts', typeImportOf('ioredis')),
  plant('bull-board-only-in-api', 'apps/hold-worker/src/board.ts', importOf('@bull-board/api')),
  plant('hono-only-in-http-apps', 'packages/runtime/src/probes.ts', importOf('hono')),
  plant('hono-only-in-http-apps', 'apps/hold-worker/src/probes.ts', importOf('@hono/node-server')),
  plant('opentelemetry-only-in-runtime', 'packages/redis/src/spans.ts', importOf('@opentelemetry/api')),
  plant('pages-run-in-browsers', 'apps/web/src/seats/reads-files.ts', importOf('node:fs')),
  plant('pages-run-in-browsers', 'apps/web/src/seats/logs-page.tsx', importOf('pino')),
  plant('pages-run-in-browsers', 'apps/web/src/shell/domain.ts', importOf('@concert-mania/core/thing')),
  plant('seat-map-knows-no-page', 'apps/web/src/seat-map/loads.ts', importOf('../seats/thing.ts')),
  plant(
    'no-cycles',
    'packages/db/src/chicken.ts',
    "import { egg } from './egg.ts';\n\nexport const chicken = () => egg;\n",
  ),
  plant(
    'no-relative-imports-across-workspaces',
    'packages/redis/src/deep.ts',
    importOf('../../core/src/thing.ts'),
  ),
  plant('no-relative-imports-across-workspaces', 'tools/deep.ts', importOf('../packages/db/src/thing.ts')),
  plant(
    'no-relative-imports-across-workspaces',
    'apps/api/src/deep.test.ts',
    importOf('../../../tools/testkit/src/thing.ts'),
  ),
  plant('no-undeclared-dependencies', 'packages/runtime/src/undeclared.ts', importOf('undeclared')),
  plant('no-development-dependencies-in-production', 'packages/runtime/src/spy.ts', importOf('vitest')),
  plant('no-unresolvable-imports', 'packages/runtime/src/lost.ts', importOf('./nowhere.ts')),
  plant('nothing-imports-a-test', 'tests/second.test.ts', importOf('./first.test.ts')),
];

/** Files that a probe needs beside it. */
export const companions: readonly PlantedFile[] = [
  { path: 'apps/web/src/seats/thing.ts', source: 'export const thing = 1;\n' },
  { path: 'packages/core/src/payments/thing.ts', source: 'export const thing = 1;\n' },
  { path: 'apps/api/src/testing/thing.ts', source: 'export const thing = 1;\n' },
  {
    path: 'packages/db/src/egg.ts',
    source: "import { chicken } from './chicken.ts';\n\nexport const egg = () => chicken;\n",
  },
];

/** Violations of the lint rules of the project. */
export const lintProbes: readonly Probe[] = [
  plant('noProcessEnv', 'packages/db/src/settings.ts', 'export const url = process.env.DATABASE_URL;\n'),
  plant('noProcessEnv', 'apps/api/src/settings.ts', 'export const { PORT } = process.env;\n'),
  plant(
    'noRestrictedImports',
    'apps/api/src/env.ts',
    "import { env } from 'node:process';\n\nexport const port = env;\n",
  ),
  plant(
    'noExplicitAny',
    'packages/core/src/loose.ts',
    'export const loose = (value: any): unknown => value;\n',
  ),
  plant(
    'noFloatingPromises',
    'packages/core/src/forgets.ts',
    'const work = async () => 1;\n\nexport const forget = () => {\n  work();\n};\n',
  ),
  plant('noBarrelFile', 'packages/core/src/barrel.ts', "export { thing } from './thing.ts';\n"),
  plant('noDefaultExport', 'packages/core/src/nameless.ts', 'export default 1;\n'),
  plant(
    'useImportType',
    'packages/core/src/imports.ts',
    "import { Thing } from './types.ts';\n\nexport const take = (thing: Thing): Thing => thing;\n",
  ),
  plant(
    'noSkippedTests',
    'packages/core/src/skips.test.ts',
    "import { test } from 'vitest';\n\ntest.skip('is not run', () => {});\n",
  ),
];

/** Files that break no rule. */
export const allowedFiles: readonly PlantedFile[] = [
  { path: 'packages/client/src/calls.ts', source: importOf('openapi-fetch') },
  { path: 'deploy/smoke.ts', source: importOf('@concert-mania/testkit/thing') },
  { path: 'tools/chaos/load.ts', source: importOf('@concert-mania/testkit/thing') },
  {
    path: 'packages/core/src/types.ts',
    source: "import { thing } from 'zod';\n\nexport type Thing = typeof thing;\n",
  },
  { path: 'packages/core/src/types.test.ts', source: importOf('@concert-mania/testkit/thing') },
  { path: 'packages/db/src/store.ts', source: importOf('@concert-mania/core/thing') + lazyImportOf('knex') },
  { path: 'packages/db/src/store.integration.test.ts', source: importOf('@concert-mania/testkit/thing') },
  { path: 'packages/redis/src/queue.ts', source: importOf('bullmq') },
  {
    path: 'tools/testkit/src/client.ts',
    source: importOf('ioredis') + lazyImportOf('@concert-mania/db/thing'),
  },
  {
    path: 'apps/hold-worker/src/main.ts',
    source: `${importOf('@concert-mania/db/thing')}\nexport const url = process.env.DATABASE_URL;\n`,
  },
  { path: 'tools/local-stack/src/check.ts', source: importOf('@concert-mania/db/thing') },
  { path: 'apps/hold-worker/src/mails.test.ts', source: importOf('@concert-mania/mailbox/thing') },
  { path: 'packages/core/src/payments/prices.ts', source: importOf('../catalogue/thing.ts') },
  { path: 'packages/core/src/catalogue/thing.ts', source: 'export const thing = 1;\n' },
  { path: 'apps/api/src/board.ts', source: importOf('@bull-board/api') },
  { path: 'apps/mock-pg/src/server.ts', source: importOf('hono') },
  { path: 'apps/web/src/server/app.ts', source: importOf('hono') },
  {
    path: 'apps/web/src/seats/seats-page.tsx',
    source: `${importOf('@concert-mania/client/thing')}\nexport default function SeatsPage() {\n  return used;\n}\n`,
  },
  { path: 'apps/mock-pg/src/log.ts', source: importOf('@concert-mania/runtime/thing') },
  {
    path: 'tools/start/main.ts',
    source: `${importOf('@concert-mania/local-stack/thing')}\nexport const url = process.env.DATABASE_URL;\n`,
  },
  {
    path: 'bench/baseline/main.ts',
    source: `${importOf('pg')}\nexport const load = async () => [await import('ioredis'), await import('hono')];\n`,
  },
  { path: 'tests/first.test.ts', source: `${importOf('@concert-mania/testkit/thing')}` },
];
