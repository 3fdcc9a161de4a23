// Who may import whom. `tools/rules/rules.test.ts` plants a violation of each rule, so a rule that stops firing is seen.

/** Tests, and the set-up that they share in a folder `testing` beside them. */
const tests = '(\\.test\\.tsx?$|/testing/[^/]+\\.tsx?$)';
const tools = '^tools/';

/** The subjects of the domain: each may import those before it. */
const subjects = [
  'shared',
  'retention',
  'identity',
  'wallet',
  'catalogue',
  'programme',
  'waiting-room',
  'events',
  'holds',
  'tickets',
  'payments',
  'box-office',
  'shows',
  'jobs',
  'notifications',
];
const subjectPath = (names) => `^packages/core/src/(?:${names.join('|')})/`;

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
    to: { path: '^packages/', pathNot: '^packages/core/' },
  },
  {
    name: 'adapters-import-core-and-async-tools',
    comment:
      'db and redis implement ports of core and know nothing of each other or of the processes, but for the trace that work belongs to.',
    severity: 'error',
    from: { path: '^packages/(db|redis)/', pathNot: tests },
    to: {
      path: '^packages/',
      pathNot: ['^packages/core/', '^packages/$1/', '^packages/runtime/src/(async|tracing)/'],
    },
  },
  {
    name: 'documents-import-core',
    comment: 'Files are written from what they are given; processes bring the data.',
    severity: 'error',
    from: { path: '^packages/documents/', pathNot: tests },
    to: { path: '^packages/', pathNot: '^packages/(core|documents)/' },
  },
  {
    name: 'files-are-written-in-documents',
    comment: 'Libraries of PDF, fonts and calendars cost time and memory: one room loads them when it must.',
    severity: 'error',
    from: { pathNot: '^packages/documents/' },
    to: { path: module('pdfkit', 'fontkit', 'ical-generator', '@expo-google-fonts') },
  },
  {
    name: 'runtime-stands-alone',
    comment: 'What every process shares depends on none of our packages.',
    severity: 'error',
    from: { path: '^packages/runtime/', pathNot: tests },
    to: { path: '^packages/', pathNot: '^packages/runtime/' },
  },
  {
    name: 'client-runs-in-browsers',
    comment: 'The client is what others get: it needs nothing of ours and nothing of Node.',
    severity: 'error',
    from: { path: '^packages/client/', pathNot: tests },
    to: { pathNot: ['^packages/client/', module('openapi-fetch', 'eventsource-parser')] },
  },
  {
    name: 'async-tools-import-nothing',
    comment: 'Every room may import the asynchronous tools, so they bring no library with them.',
    severity: 'error',
    from: { path: '^packages/runtime/src/async/', pathNot: tests },
    to: { pathNot: '^packages/runtime/src/async/' },
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
    comment:
      'Each app is a process of its own; what two of them share lives in a package. A test may start another.',
    severity: 'error',
    from: { path: '^apps/([^/]+)/', pathNot: tests },
    to: { path: '^apps/', pathNot: '^apps/$1/' },
  },
  {
    name: 'only-main-builds-adapters',
    comment: 'Inside an app only main.ts and adapters/ know the stores; the rest sees ports of core.',
    severity: 'error',
    from: {
      path: '^apps/',
      pathNot: ['^apps/[^/]+/src/(main\\.ts$|adapters/)', '^apps/api/src/accounts-command/main\\.ts$', tests],
    },
    to: { path: '^packages/(db|redis)/' },
  },
  {
    name: 'tools-stay-out-of-production',
    comment: 'Tools serve developers and tests; the product runs without them.',
    severity: 'error',
    from: { path: '^(apps|packages)/', pathNot: tests },
    to: { path: tools },
  },
  {
    name: 'testing-stays-out-of-production',
    comment: 'A testing folder serves the tests beside it.',
    severity: 'error',
    from: { path: '^(apps|packages|tools|bench|tests|deploy)/', pathNot: tests },
    to: { path: '/testing/[^/]+\\.ts$' },
  },
  ...subjects.slice(0, -1).map((subject, place) => ({
    name: 'core-subjects-import-earlier-ones',
    comment: 'The subjects of the domain have an order, so none of them leads back to itself.',
    severity: 'error',
    from: { path: subjectPath([subject]), pathNot: tests },
    to: { path: subjectPath(subjects.slice(place + 1)) },
  })),
  {
    name: 'core-subjects-have-an-order',
    comment: 'A new subject takes its place in the list above.',
    severity: 'error',
    from: { path: '^packages/core/src/[^/]+/', pathNot: [subjectPath(subjects), tests] },
    to: {},
  },
  {
    name: 'sql-only-in-db',
    comment:
      'SQL lives in the store that owns it; even an audit asks packages/db. What starts servers makes databases. The baseline is a program of its own, built as others build it.',
    severity: 'error',
    from: { pathNot: ['^packages/db/', '^tools/(local-stack|testkit)/', '^bench/baseline/'] },
    to: { path: module('knex', 'pg', 'pg-[^/]+', '@types/pg') },
  },
  {
    name: 'queues-only-in-redis',
    comment: 'Queues and keys have one home. The baseline has no queues, but locks of its own.',
    severity: 'error',
    from: { pathNot: ['^packages/redis/', '^tools/testkit/', '^bench/baseline/'] },
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
    comment:
      'Only the API, the mock gateway, the storefront and the baseline serve HTTP through a framework.',
    severity: 'error',
    from: {
      pathNot: ['^apps/(api|mock-pg)/', '^apps/web/src/server/', '^tools/testkit/', '^bench/baseline/'],
    },
    to: { path: module('hono', '@hono', '@scalar/hono-api-reference', '@bull-board/hono') },
  },
  {
    name: 'opentelemetry-only-in-runtime',
    comment: 'One room knows the tracing library; the others pass traceparents and open spans there.',
    severity: 'error',
    from: { pathNot: ['^packages/runtime/src/tracing/'] },
    to: { path: module('@opentelemetry') },
  },
  {
    name: 'pages-run-in-browsers',
    comment:
      'A page has the client, Preact, a reader of QR codes, the check of a draw, ticket codes, the rule of neighbouring seats and the preset of refunds; nothing of Node and no library more.',
    severity: 'error',
    from: { path: '^apps/web/src/', pathNot: ['^apps/web/src/(server/|main\\.ts$)', tests] },
    to: {
      pathNot: [
        '^apps/web/src/(?!server/|main\\.ts$)',
        '^packages/client/',
        '^packages/core/src/(waiting-room/|holds/choosing/|tickets/ticket-code\\.ts$|payments/refunds/split-refund\\.ts$)',
        module('preact', 'preact-iso', 'flatbush', 'qr'),
      ],
    },
  },
  {
    name: 'seat-map-knows-no-page',
    comment: 'The map draws what it is given; pages bring the data.',
    severity: 'error',
    from: { path: '^apps/web/src/seat-map/', pathNot: tests },
    to: { path: '^apps/web/src/', pathNot: '^apps/web/src/(seat-map|shell)/' },
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
    from: {
      path: '^(apps/[^/]+|packages/[^/]+|tools/(?:local-stack|seed|testkit)|tests|bench|deploy|tools)/',
    },
    to: {
      path: '^(apps|packages|tools/(local-stack|seed|testkit))/',
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
    from: { path: '^(apps|packages)/', pathNot: ['^tools/testkit/', tests] },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm'] },
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
    to: { path: '\\.test\\.tsx?$' },
  },
];

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden,
  options: {
    parser: 'swc',
    combinedDependencies: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['(^|/)(\\.local|\\.turbo|coverage|dist)/', '^docs/'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
  },
};
