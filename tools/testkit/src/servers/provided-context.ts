/** Which servers the tests shall use; whatever is not given is started for the run. */
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
  }
}
