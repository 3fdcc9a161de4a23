import { randomBytes } from 'node:crypto';
import { freePorts } from '@concert-mania/local-stack/free-port';
import { makeSale } from '@concert-mania/testkit/data/builders';
import { countHeld, makeAccounts } from '@concert-mania/testkit/data/load-data';
import { openForTest, openRedisForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { testRedis } from '@concert-mania/testkit/servers/test-redis';
import { startSmtpSink } from '@concert-mania/testkit/system/smtp-sink';
import { expect, test } from 'vitest';
import { everySeat, type Payment } from '../generator/plan.ts';
import { runGenerator } from '../generator/run-generator.ts';
import { withGateway } from '../journeys/gateway.ts';
import { mailedPerSecond, measureJourneys } from '../journeys/journey-run.ts';
import type { System } from '../journeys/systems.ts';
import { mintTokens } from '../measuring/mint-tokens.ts';
import type { Bench } from '../measuring/stack.ts';
import { startPrograms } from '../measuring/start-programs.ts';

const database = await testDatabase();
const redis = testRedis();
const db = openForTest(database);
const JWT_SECRET = randomBytes(32).toString('base64url');
const FANS = 10;

const environment = async () => {
  const [port] = await freePorts(1);
  const servers = { DATABASE_URL: database.url, REDIS_URL: redis.url, DATABASE_POOL_SIZE: '4' };
  return { url: `http://127.0.0.1:${port}`, env: { ...servers, JWT_SECRET, PORT: String(port) } };
};

test('the conventional program sells one seat once, in each of its forms', async () => {
  const { url, env } = await environment();
  const programs = await startPrograms(['holds'], env);
  const tokens = mintTokens(JWT_SECRET, await makeAccounts(db, FANS));
  for (const form of ['row-lock', 'optimistic', 'redis-lock']) {
    const { performanceId } = await makeSale(db, { seats: FANS });
    const path = `/${form}/v1/reservations`;
    const hold = (bodies: readonly string[]) =>
      runGenerator({
        urls: [url],
        tokens,
        protocol: { kind: 'request', method: 'POST', path, bodies, keyed: true, expected: { status: 201 } },
        connections: FANS,
        journeys: FANS,
        measureMs: 20_000,
      });
    const one = await hold([JSON.stringify({ performanceId, seatNumbers: [1] })]);
    expect(one.outcomes, form).toEqual({ succeeded: 1, seat_unavailable: FANS - 1 });
    const all = await hold(everySeat([performanceId], FANS));
    expect(all.outcomes, form).toEqual({ succeeded: FANS - 1, seat_unavailable: 1 });
    expect(await countHeld(db, [performanceId]), form).toMatchObject({ reservations: FANS });
  }
  await programs.stop();
});

test('fans of the conventional system get a confirmed seat and its mail, from the wallet and by the gateway', async () => {
  const smtp = await startSmtpSink();
  await withGateway(async (gateway) => {
    const { url, env } = await environment();
    const WEBHOOK_SECRET = randomBytes(32).toString('base64url');
    const programs = await startPrograms(['api', 'payments', 'mails'], {
      ...env,
      WEBHOOK_SECRET,
      GATEWAY_URL: gateway.url,
      TICKET_SIGNING_KEYS: randomBytes(32).toString('base64url'),
      MAIL_SMTP_URL: `smtp://127.0.0.1:${smtp.port}`,
    });
    gateway.sendWebhooks(`${url}/v1/webhooks/payments`, WEBHOOK_SECRET);
    const bench = { db, redis: openRedisForTest(redis), jwtSecret: JWT_SECRET };
    const system = {
      name: 'conventional',
      bench: bench as unknown as Bench,
      apiUrl: url,
      apiUrls: [url],
      gateway,
      watched: () => programs.pids,
      count: programs.count,
      setCallsAtOnce: async (calls) => programs.setConcurrency(calls),
    } satisfies System;
    const systems = { conventional: system, product: { ...system, watched: () => new Map() } };
    const payments: readonly Payment[] = [{ method: 'wallet' }, { method: 'gateway', latencyMs: 5 }];
    for (const payment of payments) {
      const measured = await measureJourneys(systems, 'conventional', {
        payment,
        until: 'paid',
        callsAtOnce: 20,
        connections: FANS,
        journeys: FANS,
        warmupMs: 0,
        measureMs: 20_000,
        drainMs: 20_000,
      });
      expect(measured.outcomes, payment.method).toEqual({ succeeded: FANS });
      expect(measured.left).toEqual({ notices: 0, events: 0, webhooks: 0 });
      const calls = payment.method === 'wallet' ? 0 : 1;
      expect(measured.each).toMatchObject({ mails: 1, gatewayCalls: calls, webhooks: calls, publishes: 0 });
      expect(measured.each.statements).toBeGreaterThan(4);
      expect(measured.each.walKilobytes).toBeGreaterThan(0);
      expect(mailedPerSecond(measured)).toBeGreaterThan(0);
    }
    expect(smtp.recipients).toHaveLength(2 * FANS);
    await programs.stop();
  });
  await smtp.close();
});
