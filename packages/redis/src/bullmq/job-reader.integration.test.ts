import type { Job } from '@concert-mania/core/jobs/model';
import { openRedisForTest } from '@concert-mania/testkit/servers/open-connections';
import { testRedis } from '@concert-mania/testkit/servers/test-redis';
import { expect, test, vi } from 'vitest';
import { makeKeys } from '../keys.ts';
import { makeJobReader } from './job-reader.ts';

const server = testRedis();
const reader = makeJobReader(openRedisForTest(server), makeKeys(server.prefix));
const HOUR_MS = 3_600_000;

test('measures the age of a job by the clock of Redis, not by that of the process', async () => {
  const job: Job = {
    id: 'job_1',
    type: 'payment.pay',
    accountId: 'usr_1',
    status: 'processing',
    createdAt: new Date(Date.now() - HOUR_MS),
    finishedAt: null,
    outcome: null,
  };
  const first = await reader.ageOf(job);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - HOUR_MS });
  const second = await reader.ageOf(job);
  vi.useRealTimers();
  expect(first).toBeGreaterThan(HOUR_MS - 60_000);
  expect(second).toBeGreaterThanOrEqual(first);
  expect(second).toBeLessThan(HOUR_MS + 60_000);
});
