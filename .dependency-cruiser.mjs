// Who may import whom. `scripts/rules/rules.test.ts` plants a violation of each rule, so a rule that stops firing is seen.

const tests = '\\.test\\.ts$';
const module = (...names) => `(^|/)node_modules/(${names.join('|')})(/|$)`;

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const forbidden = [
  {
    name: 'core-imports-only-zod',
    comment: 'The domain knows no framework, driver, clock or file system; it asks for them as ports.',
    severity: 'error',
    from: { path: '^packages/core/', pathNot: tests },
    to: { pathNot: ['^packages/', module('zod')] },
  },
  {
    name: 'core-imports-no-package-of-ours',
    comment: 'Everything else depends on the domain; the domain depends on nothing of ours.',
    severity: 'error',
    from: { path: '^packages/core/', pathNot: tests },
    to: { path: '^packages/', pathNot: ['^packages/core/', '^packages/(services|testkit)/'] },
  },
  {
    name: 'adapters-import-only-core',
    comment: 'db and redis implement ports of core and know nothing of each other or of the processes.',
    severity: 'error',
    from: { path: '^packages/(db|redis)/', pathNot: tests },
    to: {
      path: '^packages/',
      pathNot: ['^packages/core/', '^packages/$1/', '^packages/(services|testkit)/'],
    },
  },
  {
    name: 'runtime-stands-alone',
    comment: 'What every process shares depends on none of our packages.',
    severity: 'error',
    from: { path: '^packages/runtime/', pathNot: tests },
    to: { path: '^packages/', pathNot: '^packages/(runtime|services|testkit)/' },
  },
  {
    name: 'packages-do-not-import-apps',
    comment: 'Dependencies point from processes to packages.',
    severity: 'error',
    from: { path: '^packages/' },
    to: { path: '^apps/' },
  },
  {
    name: 'apps-do-not-import-apps',
    comment: 'Each app is a process of its own; what two of them share lives in a package.',
    severity: 'error',
    from: { path: '^apps/([^/]+)/' },
    to: { path: '^apps/', pathNot: '^apps/$1/' },
  },
  {
    name: 'only-main-builds-adapters',
    comment: 'Inside an app only main.ts knows the stores; the rest sees ports of core.',
    severity: 'error',
    from: {
      path: '^apps/',
      pathNot: ['^apps/[^/]+/src/main\\.ts$', '^apps/api/src/accounts-command/main\\.ts$', tests],
    },
    to: { path: '^packages/(db|redis)/' },
  },
  {
    name: 'services-and-testkit-stay-out-of-production',
    comment: 'They serve tests, bench and scripts.',
    severity: 'error',
    from: { path: '^(?:apps|packages)/([^/]+)/', pathNot: ['^packages/testkit/', tests] },
    to: { path: '^packages/(services|testkit)/', pathNot: '^packages/$1/' },
  },
  {
    name: 'mailbox-stays-in-development',
    comment: 'It shows every mail to whoever asks, and is no part of the production image.',
    severity: 'error',
    from: { path: '^(apps|packages)/', pathNot: ['^apps/mailbox/', '^packages/mailbox/', tests] },
    to: { path: '^packages/mailbox/' },
  },
  {
    name: 'sql-only-in-db',
    comment:
      'SQL lives in the store that owns it; even an audit asks packages/db. The baseline is a program of its own, built as others build it.',
    severity: 'error',
    from: { pathNot: ['^packages/(db|testkit)/', '^bench/baseline/'] },
    to: { path: module('knex', 'pg', 'pg-[^/]+', '@types/pg') },
  },
  {
    name: 'queues-only-in-redis',
    comment: 'Queues and keys have one home. The baseline has no queues, but locks of its own.',
    severity: 'error',
    from: { pathNot: ['^packages/(redis|testkit)/', '^bench/baseline/'] },
    to: { path: module('bullmq', 'ioredis') },
  },
  {
    name: 'bull-board-only-in-api',
    comment: 'The queue dashboard is mounted by the API, over an adapter that packages/redis hands out.',
    severity: 'error',
    from: { pathNot: ['^apps/api/', '^packages/redis/'] },
    to: { path: module('@bull-board') },
  },
  {
    name: 'hono-only-in-http-apps',
    comment: 'Only the API, the mock gateway and the baseline speak HTTP through a framework.',
    severity: 'error',
    from: { pathNot: ['^apps/(api|mock-pg)/', '^packages/testkit/', '^bench/baseline/'] },
    to: { path: module('hono', '@hono', '@scalar/hono-api-reference', '@bull-board/hono') },
  },
  {
    name: 'no-cycles',
    comment: 'A cycle is one module that pretends to be two.',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
  {
    name: 'no-relative-imports-across-workspaces',
    comment: 'Another workspace is reached by its name and what it exports.',
    severity: 'error',
    from: { path: '^(apps/[^/]+|packages/[^/]+|scripts|tests|bench|deploy|tools)/' },
    to: {
      path: '^(apps|packages)/',
      pathNot: '^$1/',
      dependencyTypes: ['local'],
      dependencyTypesNot: ['aliased-workspace'],
    },
  },
  {
    name: 'no-undeclared-dependencies',
    comment:
      'What is imported is in a package.json, or it is missing where development dependencies are left out.',
    severity: 'error',
    from: {},
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  },
  {
    name: 'no-development-dependencies-in-production',
    comment: 'The container image is installed without development dependencies.',
    severity: 'error',
    from: { path: '^(apps|packages)/', pathNot: ['^packages/testkit/', tests] },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'no-unresolvable-imports',
    comment: 'An import that leads nowhere escapes every other rule.',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: 'nothing-imports-a-test',
    comment: 'What a test shares belongs in testkit.',
    severity: 'error',
    from: {},
    to: { path: tests },
  },
];

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden,
  options: {
    parser: 'swc',
    combinedDependencies: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(\\.local|\\.turbo|coverage|docs)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.mjs', '.js', '.json'],
    },
  },
};
