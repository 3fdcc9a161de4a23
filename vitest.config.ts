import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const MINUTE_MS = 60_000;

/** Starts the page tests first: they are one long file, which would run alone at the end. */
class PagesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isPage = ({ project }: TestSpecification) => project.name === 'pages';
    return [...sorted.filter(isPage), ...sorted.filter((file) => !isPage(file))];
  }
}

const { CHROME_PATH, PATH, TEST_DATABASE_URL, TEST_REDIS_URL, TEST_SERVICES } = process.env;

/**
 * `unit` does no I/O; `integration` shares one PostgreSQL and one Redis; `pages` uses one system in a
 * browser; `e2e` runs whole systems, one file at a time.
 */
export default defineConfig({
  test: {
    provide: {
      testServices: {
        databaseUrl: TEST_DATABASE_URL || undefined,
        redisUrl: TEST_REDIS_URL || undefined,
        containers: TEST_SERVICES === 'containers',
      },
      browserPlaces: { CHROME_PATH, PATH },
    },
    sequence: { sequencer: PagesFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{apps,packages,bench,deploy,tools}/**/*.test.ts'],
          exclude: ['**/*.integration.test.ts', '**/node_modules/**'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['{apps,packages,bench,tools}/**/*.integration.test.ts'],
          exclude: ['**/node_modules/**'],
          // More than cores: many of these tests wait.
          maxWorkers: 3,
          globalSetup: ['tools/testkit/src/servers/global-setup.ts'],
          testTimeout: MINUTE_MS,
          hookTimeout: MINUTE_MS,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'pages',
          include: ['tests/pages/**/*.test.ts'],
          maxWorkers: 3,
          maxConcurrency: 3,
          testTimeout: 3 * MINUTE_MS,
          hookTimeout: 3 * MINUTE_MS,
          sequence: { groupOrder: 1, concurrent: true },
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 3 * MINUTE_MS,
          hookTimeout: 3 * MINUTE_MS,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
