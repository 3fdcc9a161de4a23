import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataOf } from '@concert-mania/client/problem';
import { findOrStartServices } from '@concert-mania/local-stack/services';
import { watchAcceptedJobs } from '@concert-mania/testkit/data/accepted-jobs';
import { makeSale } from '@concert-mania/testkit/data/builders';
import { makeServerFaults } from '@concert-mania/testkit/servers/server-faults';
import { startTcpProxy } from '@concert-mania/testkit/servers/tcp-proxy';
import { type Fan, signUpFan } from '@concert-mania/testkit/system/fans';
import { afterAll, afterEach, expect, it, vi } from 'vitest';
import { type Asked, decideOneByOne } from './one-by-one.ts';
import { startSystem } from './system.ts';

const dataDir = await mkdtemp(join(tmpdir(), 'concert-mania-hold-faults-'));
const services = await findOrStartServices({ dataDir, log: () => {} });
const portOf = (url: string) => ({ port: Number(new URL(url).port) });
const proxies = {
  postgres: await startTcpProxy(portOf(services.databaseUrl)),
  redis: await startTcpProxy(portOf(services.redisUrl)),
};
afterAll(async () => {
  await Promise.all([proxies.postgres.close(), proxies.redis.close()]);
  await services.stop();
  await rm(dataDir, { recursive: true, force: true });
});
afterEach(() => {
  proxies.postgres.heal();
  proxies.redis.heal();
});

// The first of two hold-workers is connected through the proxies.
const { stack, db, api } = await startSystem(
  { 'hold-worker': 2 },
  { FROZEN_AFTER_SECONDS: '3', REDIS_SILENT_AFTER_SECONDS: '3' },
  {
    databaseUrl: services.databaseUrl,
    redisUrl: services.redisUrl,
    environmentOf: (label): Record<string, string> =>
      label === 'hold-worker'
        ? {
            DATABASE_URL: proxies.postgres.through(services.databaseUrl),
            REDIS_URL: proxies.redis.through(services.redisUrl),
          }
        : {},
  },
);
const faults = makeServerFaults(db);
const acceptedJobs = await watchAcceptedJobs(stack.redisUrl);
const CONCERTS = 6;
const FANS = 8;
const ROUND_MS = 100;
const RECOVERY_MS = 20_000;
const fans = await Promise.all(Array.from({ length: FANS }, () => signUpFan(api)));

const readyz = async () =>
  (await (await fetch(`${stack.process('hold-worker').opsUrl}/readyz`)).json()) as {
    readonly ready: boolean;
    readonly reasons?: Readonly<Record<string, string>>;
  };
const sharesAreEven = () =>
  vi.waitFor(
    async () => {
      const rows = await db.query<{ owned: number }>(
        'select count(*)::int as owned from hold_partitions group by worker_id',
      );
      expect(rows.map(({ owned }) => owned)).toEqual([8, 8]);
      expect((await readyz()).ready).toBe(true);
    },
    { timeout: 30_000, interval: 100 },
  );

const otherHasAll = () =>
  vi.waitFor(
    async () => {
      const rows = await db.query('select distinct worker_id from hold_partitions');
      expect(rows).toHaveLength(1);
    },
    { timeout: RECOVERY_MS, interval: 100 },
  );

/** Fans request contested seats during `fault`. Then every job must be decided, in order. */
async function holdDuring(fault: () => Promise<void>): Promise<void> {
  const sales = await Promise.all(Array.from({ length: CONCERTS }, () => makeSale(db, { seats: 60 })));
  const asked = sales.map(() => new Map<string, Asked>());
  const ask = async (fan: Fan, at: number, first: number) => {
    const seats = [first, first + 1];
    const body = { performanceId: sales[at]?.performanceId ?? '', seatNumbers: seats };
    const job = await dataOf(fan.submit('reservation.hold', { body }));
    asked[at]?.set(job.id, { accountId: fan.accountId, seats });
  };
  const round = (n: number) =>
    Promise.all(sales.flatMap((_, at) => fans.map((fan, f) => ask(fan, at, 1 + ((f * 3 + n) % 59)))));
  await round(0);
  let isOver = false;
  const rounds = (async () => {
    for (let n = 1; !isOver; n += 1) {
      await round(n);
      await new Promise((resolve) => setTimeout(resolve, ROUND_MS));
    }
  })();
  try {
    await fault();
  } finally {
    isOver = true;
    await rounds;
  }
  await allDecided(asked.flatMap((each) => [...each.keys()]));
  for (const each of asked) await decidedInOrder(each);
}

const allDecided = (jobIds: readonly string[]) =>
  vi.waitFor(
    async () => {
      const [row] = await db.query<{ decided: number }>(
        'select count(*)::int as decided from command_outcomes where job_id = any($1)',
        [jobIds],
      );
      expect(row?.decided).toBe(jobIds.length);
    },
    { timeout: RECOVERY_MS, interval: 100 },
  );

async function decidedInOrder(asked: ReadonlyMap<string, Asked>): Promise<void> {
  const jobIds = [...asked.keys()];
  const rows = await db.query<{ job_id: string; code: string | null }>(
    `select job_id, outcome->'error'->>'code' as code from command_outcomes where job_id = any($1)`,
    [jobIds],
  );
  const order = (await acceptedJobs.besides(jobIds[0] ?? '')).filter((jobId) => asked.has(jobId));
  expect(new Map(rows.map(({ job_id, code }) => [job_id, code ?? 'held']))).toEqual(
    decideOneByOne(order, asked),
  );
}

it('fails no accepted hold while the database refuses writes, reports it, and then decides all in order', async () => {
  await sharesAreEven();
  await holdDuring(async () => {
    await faults.setReadOnly(true);
    try {
      await vi.waitFor(
        async () => {
          const { ready, reasons } = await readyz();
          expect(ready).toBe(false);
          expect(reasons?.partitions).toContain('25006');
        },
        { timeout: RECOVERY_MS, interval: 100 },
      );
    } finally {
      await faults.setReadOnly(false);
    }
  });
});

it('decides every hold in order when PostgreSQL falls silent for one of two hold-workers', async () => {
  await sharesAreEven();
  await holdDuring(async () => {
    proxies.postgres.silence({ newToo: true });
    await otherHasAll();
  });
});

it('decides every hold in order when Redis falls silent for one of two hold-workers', async () => {
  await sharesAreEven();
  await holdDuring(async () => {
    proxies.redis.silence({ newToo: true });
    await otherHasAll();
  });
});
