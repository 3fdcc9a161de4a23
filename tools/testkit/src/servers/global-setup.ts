import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase, dropDatabase } from '@concert-mania/local-stack/postgres/postgres-admin';
import { runScript } from '@concert-mania/local-stack/processes/run-command';
import { findOrStartServices } from '@concert-mania/local-stack/services';
import type { TestProject } from 'vitest/node';
import { withDatabase } from './database-url.ts';
import type { TestServicesChoice } from './provided-context.ts';

type Servers = {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly stop: () => Promise<void>;
};

/**
 * Starts the servers of a test run: PostgreSQL with a migrated template, and Redis. Returns a stop.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const servers = await startServers(project.getProvidedContext().testServices);
  const template = `template_${randomBytes(6).toString('hex')}`;
  const undo = async () => {
    await dropDatabase(servers.databaseUrl, template).finally(servers.stop);
  };
  try {
    await createDatabase(servers.databaseUrl, template);
    await runScript('packages/db/src/migrate/main.ts', ['up'], {
      DATABASE_URL: withDatabase(servers.databaseUrl, template),
    });
  } catch (error) {
    await undo();
    throw error;
  }
  project.provide('testDatabaseServerUrl', servers.databaseUrl);
  project.provide('testDatabaseTemplate', template);
  project.provide('testRedisUrl', servers.redisUrl);
  return undo;
}

async function startServers(choice: TestServicesChoice): Promise<Servers> {
  if (choice.containers) {
    const { startContainers } = await import('./containers.ts');
    return startContainers();
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'concert-mania-test-'));
  const removeDataDir = () => rm(dataDir, { recursive: true, force: true });
  const said: string[] = [];
  try {
    const services = await findOrStartServices({
      databaseUrl: choice.databaseUrl,
      redisUrl: choice.redisUrl,
      dataDir,
      durability: 'fast',
      log: (message) => said.push(message),
    });
    return { ...services, stop: () => services.stop().finally(removeDataDir) };
  } catch (error) {
    await removeDataDir();
    throw new Error(`No servers for the integration tests (${said.join('; ')})`, { cause: error });
  }
}
