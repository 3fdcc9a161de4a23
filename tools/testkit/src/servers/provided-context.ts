import type { BrowserPlaces } from '../browser/launch-browser.ts';

/** The servers of the tests; missing ones are started for the run. */
export type TestServicesChoice = {
  readonly databaseUrl: string | undefined;
  readonly redisUrl: string | undefined;
  readonly containers: boolean;
};

declare module 'vitest' {
  interface ProvidedContext {
    testServices: TestServicesChoice;
    /** A PostgreSQL on which databases may be created. */
    testDatabaseServerUrl: string;
    /** The migrated database that `testDatabase` copies. */
    testDatabaseTemplate: string;
    testRedisUrl: string;
    browserPlaces: BrowserPlaces;
  }
}
