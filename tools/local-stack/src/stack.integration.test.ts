import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, expect, test } from 'vitest';
import { makeStubSystem } from '../fixtures/make-stub-system.ts';
import { readRunRecord } from './data-dir-lock.ts';
import { identifyProcess } from './processes/process-identity.ts';
import { waitUntil } from './processes/wait-until.ts';
import { type Stack, type StackOptions, startStack } from './stack.ts';
import { APP_NAMES } from './stack-plan.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures');
const PATIENCE_MS = 30_000;
const cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'concert-mania-stack-'));
  cleanups.push(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

async function start(dataDir: string, options: Partial<StackOptions> = {}): Promise<Stack> {
  const stack = await startStack({
    dataDir,
    durability: 'fast',
    repository: makeStubSystem(join(dataDir, 'repository')),
    log: () => undefined,
    ...options,
  });
  cleanups.push(() => stack.stop());
  return stack;
}

const isGone = (pid: number) => identifyProcess(pid) === undefined;

async function notes(dataDir: string, word: string): Promise<string[]> {
  const lines = (await readFile(join(dataDir, 'apps/notes'), 'utf8')).trim().split('\n');
  return lines.filter((line) => line.startsWith(word)).map((line) => line.slice(word.length + 1));
}

test('is up when every process is ready, replicas included', async () => {
  const stack = await start(await newFolder(), { replicas: { api: 2, 'hold-worker': 2, web: 1 } });
  expect(stack.apiUrls).toHaveLength(2);
  expect(stack.processes).toHaveLength(APP_NAMES.length + 2);
  for (const { opsUrl } of stack.processes) expect((await fetch(`${opsUrl}/readyz`)).status).toBe(200);
});

test('keeps the secrets of the first start, readable by their owner alone', async () => {
  const folder = await newFolder();
  await (await start(folder)).stop();
  const first = await readFile(join(folder, 'secrets.json'), 'utf8');
  await start(folder);
  expect(await readFile(join(folder, 'secrets.json'), 'utf8')).toBe(first);
  expect((await stat(join(folder, 'secrets.json'))).mode & 0o077).toBe(0);
});

test('fills in demo data when asked and says what it did', async () => {
  const said: string[] = [];
  await start(await newFolder(), { demoData: true, log: (message) => said.push(message) });
  expect(said).toContain('seeded a hall');
});

test('stops the storefront first, then the API, the workers, the gateway and the mailbox, and leaves nothing running', async () => {
  const folder = await newFolder();
  const stack = await start(folder, { replicas: { web: 1 } });
  const pids = [...stack.processes.map((each) => each.pid), stack.pidOf('postgres'), stack.pidOf('redis')];
  await stack.stop();
  const order = await notes(folder, 'stop');
  expect(order.slice(0, 2)).toEqual(['web', 'api']);
  expect([...order.slice(-2)].sort()).toEqual(['mailbox', 'mock-pg']);
  expect(order).toHaveLength(APP_NAMES.length);
  expect(pids.every((pid) => isGone(pid!))).toBe(true);
  expect(readRunRecord(folder)).toBeUndefined();
});

test('reports a killed process, and starts it again on the same ports on `restart`', async () => {
  const ended: string[] = [];
  const stack = await start(await newFolder(), {
    onUnexpectedExit: (name, reason) => ended.push(`${name} ${reason}`),
  });
  const worker = stack.process('hold-worker');
  worker.kill('SIGKILL');
  expect(await waitUntil(() => ended.length > 0, PATIENCE_MS)).toBe(true);
  expect([ended, worker.pid]).toEqual([['hold-worker SIGKILL'], undefined]);
  await worker.restart();
  expect((await fetch(`${worker.opsUrl}/readyz`)).status).toBe(200);
});

test('starts a killed process again by itself when it is to be kept alive', async () => {
  const stack = await start(await newFolder(), { keepAlive: true });
  const worker = stack.process('expiry-worker');
  const before = worker.pid;
  worker.kill('SIGKILL');
  const back = await waitUntil(() => worker.pid !== undefined && worker.pid !== before, PATIENCE_MS);
  expect(back).toBe(true);
});

test('names the process that does not come up, with what it said, and stops the rest', async () => {
  const folder = await newFolder();
  const failure = start(folder, { environment: { STUB_FAULT: 'payment-worker' }, keepAlive: true });
  await expect(failure).rejects.toThrow(/payment-worker ended \(exit code 78\)[\s\S]*no such setting/);
  expect(readRunRecord(folder)).toBeUndefined();
});

test('refuses a port that is taken and names the variable to set', async () => {
  const stack = await start(await newFolder());
  const taken = Number(new URL(stack.process('api').opsUrl).port);
  await expect(start(await newFolder(), { ports: { api: taken } })).rejects.toThrow(`Port ${taken} is taken`);
});

test('stops every process and both servers when the one that started them is killed', async () => {
  const folder = await newFolder();
  const child = spawn(process.execPath, [join(FIXTURES, 'hold-stack.ts'), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const pids: number[] = JSON.parse(line);
  expect(pids.some(isGone)).toBe(false);
  child.kill('SIGKILL');
  expect(await waitUntil(() => pids.every(isGone), PATIENCE_MS)).toBe(true);
});
