import { hash, randomBytes } from 'node:crypto';
import { ACCESS_TOKEN, makeAccessTokens } from '@concert-mania/api/src/security/access-tokens.ts';
import { seatRequest } from '@concert-mania/core/holds/commands';
import { makeDecideHolds } from '@concert-mania/core/holds/decide-holds';
import type { HoldCommand } from '@concert-mania/core/holds/hold-snapshot';
import { makeIdFactory } from '@concert-mania/core/shared/ids';
import type { Outcome } from '@concert-mania/core/shared/outcome';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { z } from 'zod';
import { makeFindTerms } from './find-terms.ts';
import { holdInTransaction, refuseSeats, seatNumbersOf } from './hold-in-transaction.ts';
import { openProgram, tellReady } from './journey/program.ts';
import type { BaselineSettings } from './journey/settings.ts';
import { withRedisLocks } from './redis-locks.ts';

const [chosenSeats] = seatRequest.options;
const body = chosenSeats.extend({ performanceId: z.string().min(1).max(64) });

/** The program for holds: an API that decides each request in a transaction of its own. */
export function startHolds(config: BaselineSettings): void {
  const { pool, redis } = openProgram('baseline', config);
  const findTerms = makeFindTerms(config.DATABASE_URL);
  const decide = makeDecideHolds(makeIdFactory(() => new Date(), randomBytes));
  const ports = { pool, decide, findTerms };
  const { verify } = makeAccessTokens({
    kind: ACCESS_TOKEN,
    secret: config.JWT_SECRET,
    ttlSeconds: 900,
    nowMs: Date.now,
  });
  const signedIn = (header = '') => verify(header.slice('Bearer '.length));
  /** The common forms of the conventional design. */
  const forms: Readonly<Record<string, (command: HoldCommand) => Promise<Outcome>>> = {
    'row-lock': (command) => holdInTransaction(ports, { accountRow: true, seatRows: true }, command),
    optimistic: (command) => holdInTransaction(ports, { accountRow: true, seatRows: false }, command),
    'redis-lock': async (command) => {
      const { performanceId } = command.payload;
      const seats = seatNumbersOf(command).map((seatNumber) => `lock:seat:${performanceId}:${seatNumber}`);
      const outcome = await withRedisLocks(redis, [`lock:account:${command.accountId}`, ...seats], () =>
        holdInTransaction(ports, { accountRow: false, seatRows: false }, command),
      );
      return outcome ?? refuseSeats(pool, command);
    },
  };

  const app = new Hono();
  app.get('/me', (c) => c.body(null, signedIn(c.req.header('authorization')) ? 204 : 401));
  // 201 after its commit, 409 when refused.
  app.post('/:form/v1/reservations', async (c) => {
    const account = signedIn(c.req.header('authorization'));
    if (account === null) return c.json({ code: 'unauthenticated' }, 401);
    const hold = forms[c.req.param('form')];
    if (!hold) return c.json({ code: 'not_found' }, 404);
    const key = c.req.header('idempotency-key');
    if (!key) return c.json({ code: 'idempotency_key_required' }, 400);
    const parsed = body.safeParse(await c.req.json());
    if (!parsed.success) return c.json({ code: 'validation_failed' }, 400);
    const { performanceId, seatNumbers } = parsed.data;
    const terms = await findTerms(performanceId);
    if (!terms) return c.json({ code: 'performance_not_found' }, 404);
    const outcome = await hold({
      jobId: `job_${hash('sha256', JSON.stringify([account.id, c.req.path, key]))}`,
      accountId: account.id,
      fingerprint: hash('sha256', JSON.stringify(parsed.data)),
      acceptedAt: new Date(),
      admitted: false,
      payload: { concertId: terms.concertId, performanceId, queueToken: null, request: { seatNumbers } },
    });
    return outcome.status === 'succeeded' ? c.json(outcome.result, 201) : c.json(outcome.error, 409);
  });
  serve({ fetch: app.fetch, hostname: '127.0.0.1', port: config.PORT }, tellReady);
}
