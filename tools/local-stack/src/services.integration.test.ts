import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { readServerFacts } from '@concert-mania/redis/connection/server-facts';
import { afterEach, expect, test } from 'vitest';
import { readRunRecord } from './data-dir-lock.ts';
import { createDatabase, serverVersionNumber } from './postgres/postgres-admin.ts';
import { identifyProcess } from './processes/process-identity.ts';
import { waitUntil } from './processes/wait-until.ts';
import { findOrStartServices, type Services } from './services.ts';

const FIXTURE = join(import.meta.dirname, '../fixtures/hold-services.ts');
const PATIENCE_MS = 30_000;
const cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'concert-mania-services-'));
  cleanups.push(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

async function start(dataDir: string): Promise<Services> {
  const services = await findOrStartServices({ dataDir, log: () => undefined });
  cleanups.push(() => services.stop());
  return services;
}

interface Held {
  child: ChildProcess;
  database: string;
  redis: string;
  pids: number[];
}

async function startInChild(dataDir: string): Promise<Held> {
  const child = spawn(process.execPath, [FIXTURE, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  cleanups.push(async () => child.kill('SIGKILL'));
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return { child, ...JSON.parse(line) };
}

const isGone = (pid: number) => identifyProcess(pid) === undefined;
const answers = (work: Promise<unknown>) =>
  work.then(
    () => true,
    () => false,
  );

test('starts servers that lose nothing: Redis on disk before each answer, evicting nothing', async () => {
  const services = await start(await newFolder());
  expect(await serverVersionNumber(services.databaseUrl)).toBeGreaterThanOrEqual(150_000);
  expect(await readServerFacts(services.redisUrl)).toMatchObject({
    maxmemoryPolicy: 'noeviction',
    appendOnly: 'yes',
    appendFsync: 'always',
  });
});

test('finds yesterday’s data after a restart, while another run lives beside it', async () => {
  const folder = await newFolder();
  const other = await start(await newFolder());
  const first = await start(folder);
  await createDatabase(first.databaseUrl, 'yesterday');
  await first.stop();
  const second = await start(folder);
  const yesterday = new URL(second.databaseUrl);
  yesterday.pathname = '/yesterday';
  expect(await answers(serverVersionNumber(yesterday.toString()))).toBe(true);
  expect(await answers(serverVersionNumber(other.databaseUrl))).toBe(true);
});

test('keeps passwords readable by their owner only', async () => {
  const folder = await newFolder();
  await start(folder);
  for (const name of ['postgres-password', 'redis-password', 'redis-data/redis.conf']) {
    expect((await stat(join(folder, name))).mode & 0o077, name).toBe(0);
  }
});

test('refuses a folder in use and names the pid that uses it', async () => {
  const folder = await newFolder();
  const { child } = await startInChild(folder);
  await expect(start(folder)).rejects.toThrow(`pid ${child.pid}`);
});

test('stops both servers when their owner is killed, and the next start waits for that', async () => {
  const folder = await newFolder();
  const { child, pids } = await startInChild(folder);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const next = await start(folder);
  expect(pids.every(isGone)).toBe(true);
  expect(await answers(readServerFacts(next.redisUrl))).toBe(true);
});

test('stops both servers when their owner is killed and the folder deleted', async () => {
  const folder = await newFolder();
  const { child, pids } = await startInChild(folder);
  await rm(join(folder, 'run.lock'));
  child.kill('SIGKILL');
  expect(await waitUntil(() => pids.every(isGone), PATIENCE_MS)).toBe(true);
});

test('stops what is left when the owner and its watcher were both killed', async () => {
  const folder = await newFolder();
  const { child, pids } = await startInChild(folder);
  const watcher = readRunRecord(folder)?.watcher;
  process.kill(watcher!.pid, 'SIGKILL');
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(pids.some(isGone)).toBe(false);
  await start(folder);
  expect(pids.every(isGone)).toBe(true);
});

test('starts a killed server again on the same port', async () => {
  const services = await start(await newFolder());
  const before = [services.pidOf('postgres'), services.pidOf('redis')] as const;
  for (const pid of before) process.kill(pid!, 'SIGKILL');
  const back = await waitUntil(
    async () =>
      services.pidOf('postgres') !== before[0] &&
      services.pidOf('redis') !== before[1] &&
      (await answers(serverVersionNumber(services.databaseUrl))) &&
      (await answers(readServerFacts(services.redisUrl))),
    PATIENCE_MS,
  );
  expect(back).toBe(true);
});

test('says which package to install when there is no Redis and no way to get one', async () => {
  const [folder, emptyCache] = [await newFolder(), await newFolder()];
  const { databaseUrl } = await start(await newFolder());
  const child = spawn(process.execPath, [FIXTURE, folder, databaseUrl, emptyCache], {
    env: { PATH: '' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  await once(child, 'close');
  expect(said).toContain('sudo apt-get install redis-server');
  expect(said).toContain('brew install redis');
  expect(readRunRecord(folder)).toBeUndefined();
});

test('names the variable and the remedy, without the password, when a given server is away', async () => {
  const dataDir = await newFolder();
  const given = {
    databaseUrl: 'postgres://fan:hunter2@127.0.0.1:1/x',
    redisUrl: 'redis://:hunter2@127.0.0.1:1',
  };
  const failure = findOrStartServices({ dataDir, ...given, log: () => undefined });
  await expect(failure).rejects.toThrow(/DATABASE_URL.*leave DATABASE_URL unset/);
  await expect(failure).rejects.not.toThrow('hunter2');
});
