import { hash, randomBytes } from 'node:crypto';
import { makeWebhooks } from '@concert-mania/api/src/routes/payments/verify-webhook.ts';
import { ACCESS_TOKEN, makeAccessTokens } from '@concert-mania/api/src/security/access-tokens.ts';
import { seatRequest } from '@concert-mania/core/holds/commands';
import { makeDecideHolds } from '@concert-mania/core/holds/decide-holds';
import { type AccountId, makeIdFactory } from '@concert-mania/core/shared/ids';
import { serve } from '@hono/node-server';
import { Queue, QueueEvents } from 'bullmq';
import { type Context, Hono } from 'hono';
import { Redis } from 'ioredis';
import { z } from 'zod';
import { makeFindTerms } from '../find-terms.ts';
import { holdInTransaction } from '../hold-in-transaction.ts';
import { atMostOnceASecond } from '../recent.ts';
import { openProgram, queryRow, tellReady } from './program.ts';
import { JOB_OPTIONS, PAYMENTS, type PaymentJob, type PaymentResult } from './queues.ts';
import type { BaselineSettings } from './settings.ts';
import { type Place, startWaitingRoom } from './waiting-room.ts';

const LONGEST_PAYMENT_MS = 60_000;
const MAX_WAIT_SECONDS = 30;
const ROW_LOCKS = { accountRow: true, seatRows: true };

const [chosenSeats] = seatRequest.options;
const holdBody = chosenSeats.extend({ performanceId: z.string().min(1).max(64) });
const payBody = z.object({
  reservationId: z.string().min(1).max(64),
  method: z.enum(['wallet', 'gateway']),
  paymentKey: z.string().min(1).max(200).optional(),
  amount: z.int().positive().optional(),
});

type Env = { Variables: { accountId: AccountId } };

/** The API: the waiting room, holds in transactions, payments as jobs whose result it waits for. */
export function startApi(config: BaselineSettings): void {
  const deps = openDeps(config);
  const app = makeApp(deps);
  serve({ fetch: app.fetch, hostname: '127.0.0.1', port: config.PORT }, () => {
    deps.events.waitUntilReady().then(tellReady, (error: unknown) => {
      throw error;
    });
  });
}

function openDeps(config: BaselineSettings) {
  const { pool, redis, lines, counts } = openProgram('baseline-api', config);
  const findTerms = makeFindTerms(config.DATABASE_URL);
  const decide = makeDecideHolds(makeIdFactory(() => new Date(), randomBytes));
  const payments = new Queue<PaymentJob, PaymentResult>(PAYMENTS, {
    connection: redis,
    defaultJobOptions: JOB_OPTIONS,
  });
  const events = new QueueEvents(PAYMENTS, {
    connection: new Redis(config.REDIS_URL, { maxRetriesPerRequest: null }),
  });
  // Each request that waits for its job listens.
  events.setMaxListeners(0);
  payments.setMaxListeners(0);
  const { verify } = makeAccessTokens({
    kind: ACCESS_TOKEN,
    secret: config.JWT_SECRET,
    ttlSeconds: 900,
    nowMs: Date.now,
  });
  const room = startWaitingRoom(redis);
  const webhooks = makeWebhooks([config.WEBHOOK_SECRET]);
  const readAvailability = atMostOnceASecond(async (performanceId) => {
    const text = `select string_agg(case when not_for_sale is not null then 'N' when sold then 'S'
        when reservation_id is not null then 'H' else 'A' end, '' order by seat_number) as availability
      from seats where performance_id = $1`;
    const row = await queryRow<{ availability: string | null }>(pool, 'availability', text, [performanceId]);
    return row?.availability ?? '';
  });
  return {
    pool,
    lines,
    counts,
    findTerms,
    decide,
    payments,
    events,
    verify,
    room,
    webhooks,
    readAvailability,
  };
}

/** The product's routes of a whole journey, with answers of the same form. */
function makeApp(deps: ReturnType<typeof openDeps>): Hono<Env> {
  const { pool, room, webhooks } = deps;
  const app = new Hono<Env>();
  app.use(async (c, next) => {
    const startedMs = performance.now();
    await next();
    const ms = performance.now() - startedMs;
    deps.counts.requests += 1;
    deps.lines.info({ method: c.req.method, path: c.req.routePath, status: c.res.status, ms }, 'request');
  });
  app.get('/v1/performances/:id/availability', async (c) =>
    c.json({ availability: await deps.readAvailability(c.req.param('id')) }),
  );
  app.post('/v1/webhooks/payments', async (c) => {
    const headers = webhooks.readHeaders((name) => c.req.header(name));
    const delivery = headers && webhooks.verify(await c.req.text(), headers);
    if (delivery === null) return c.json({ code: 'webhook_signature_invalid' }, 401);
    const text = 'insert into webhook_deliveries (id) values ($1) on conflict do nothing';
    await queryRow(pool, 'note-webhook', text, [delivery.id]);
    return c.json({ received: true });
  });
  app.use('/v1/*', async (c, next) => {
    const account = deps.verify(c.req.header('authorization')?.slice('Bearer '.length) ?? '');
    if (account === null) return c.json({ code: 'unauthenticated' }, 401);
    c.set('accountId', account.id as AccountId);
    return next();
  });
  const place = (c: Context<Env>, found: Place | null) =>
    found === null ? c.json({ code: 'queue_token_not_found' }, 404) : c.json(found);
  app.post('/v1/concerts/:id/queue', async (c) =>
    place(c, await room.join(c.req.param('id'), c.var.accountId)),
  );
  app.get('/v1/concerts/:id/queue', async (c) => {
    const seconds = Math.min(Number(c.req.query('wait') ?? 0), MAX_WAIT_SECONDS);
    return place(c, await room.wait(c.req.param('id'), c.var.accountId, seconds * 1_000));
  });
  app.post('/v1/reservations', (c) => hold(c, deps));
  app.post('/v1/payments', (c) => pay(c, deps));
  return app;
}

async function hold(c: Context<Env>, deps: ReturnType<typeof openDeps>): Promise<Response> {
  const parsed = holdBody.safeParse(await c.req.json());
  if (!parsed.success) return c.json({ code: 'validation_failed' }, 400);
  const { performanceId, seatNumbers } = parsed.data;
  const terms = await deps.findTerms(performanceId);
  if (!terms) return c.json({ code: 'performance_not_found' }, 404);
  const { concertId } = terms;
  const queueToken = c.req.header('queue-token') ?? '';
  const pass = await deps.room.look(concertId, c.var.accountId);
  if (pass?.status !== 'admitted' || pass.token !== queueToken)
    return c.json({ code: 'admission_required' }, 403);
  const command = keyed(c, parsed.data);
  if (command === null) return c.json({ code: 'idempotency_key_required' }, 400);
  const payload = { concertId, performanceId, queueToken, request: { seatNumbers } };
  const wanted = { ...command, acceptedAt: new Date(), admitted: true, payload };
  const outcome = await holdInTransaction(deps, ROW_LOCKS, wanted);
  return c.json({ id: command.jobId, ...outcome }, 202);
}

async function pay(c: Context<Env>, { payments, events }: ReturnType<typeof openDeps>): Promise<Response> {
  const parsed = payBody.safeParse(await c.req.json());
  if (!parsed.success) return c.json({ code: 'validation_failed' }, 400);
  const command = keyed(c, parsed.data);
  if (command === null) return c.json({ code: 'idempotency_key_required' }, 400);
  const job = { ...command, acceptedAt: new Date().toISOString(), ...parsed.data };
  const added = await payments.add('pay', job, { jobId: job.jobId });
  const result = await added.waitUntilFinished(events, LONGEST_PAYMENT_MS);
  return c.json({ id: job.jobId, ...result }, 202);
}

/** Null without an idempotency key. */
function keyed(c: Context<Env>, body: object) {
  const key = c.req.header('idempotency-key');
  if (!key) return null;
  const { accountId } = c.var;
  return {
    accountId,
    jobId: `job_${hash('sha256', JSON.stringify([accountId, c.req.path, key]))}`,
    fingerprint: hash('sha256', JSON.stringify(body)),
  };
}
