import { hash } from 'node:crypto';
import type { Webhooks } from '@concert-mania/api/src/routes/payments/verify-webhook.ts';
import { seatRequest } from '@concert-mania/core/holds/commands';
import type { HoldCommand } from '@concert-mania/core/holds/hold-snapshot';
import type { AccountId } from '@concert-mania/core/shared/ids';
import type { Outcome } from '@concert-mania/core/shared/outcome';
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import type { SeatedTerms } from '../find-terms.ts';
import type { PaymentJob, PaymentResult } from './queues.ts';
import type { Place, WaitingRoom } from './waiting-room.ts';

export interface JourneyDeps {
  readonly verifyAccessToken: (token: string) => { readonly id: AccountId } | null;
  readonly room: Pick<WaitingRoom, 'join' | 'look' | 'wait'>;
  readonly findTerms: (performanceId: string) => Promise<SeatedTerms | undefined>;
  readonly hold: (command: HoldCommand) => Promise<Outcome>;
  /** Queues the payment and waits for its result. */
  readonly pay: (job: PaymentJob) => Promise<PaymentResult>;
  readonly webhooks: Webhooks;
  readonly noteWebhook: (id: string) => Promise<void>;
  /** One character for each seat; at most a second old. */
  readonly availability: (performanceId: string) => Promise<string>;
  readonly onRequest: (line: { method: string; path: string; status: number; ms: number }) => void;
}

const [chosenSeats] = seatRequest.options;
const holdBody = chosenSeats.extend({ performanceId: z.string().min(1).max(64) });
const payBody = z.object({
  reservationId: z.string().min(1).max(64),
  method: z.enum(['wallet', 'gateway']),
  paymentKey: z.string().min(1).max(200).optional(),
  amount: z.int().positive().optional(),
});
const MAX_WAIT_SECONDS = 30;

type Env = { Variables: { accountId: AccountId } };

/** The product's routes of a whole journey, with answers of the same form. */
export function makeJourneyRoutes(deps: JourneyDeps): Hono<Env> {
  const app = new Hono<Env>();
  app.use(async (c, next) => {
    const startedMs = performance.now();
    await next();
    const ms = performance.now() - startedMs;
    deps.onRequest({ method: c.req.method, path: c.req.routePath, status: c.res.status, ms });
  });
  app.get('/ready', (c) => c.body(null, 204));
  app.get('/v1/performances/:id/availability', async (c) =>
    c.json({ availability: await deps.availability(c.req.param('id')) }),
  );
  app.post('/v1/webhooks/payments', async (c) => {
    const headers = deps.webhooks.readHeaders((name) => c.req.header(name));
    const delivery = headers && deps.webhooks.verify(await c.req.text(), headers);
    if (delivery === null) return c.json({ code: 'webhook_signature_invalid' }, 401);
    await deps.noteWebhook(delivery.id);
    return c.json({ received: true });
  });
  app.use('/v1/*', async (c, next) => {
    const account = deps.verifyAccessToken(c.req.header('authorization')?.slice('Bearer '.length) ?? '');
    if (account === null) return c.json({ code: 'unauthenticated' }, 401);
    c.set('accountId', account.id);
    return next();
  });
  const place = (c: Context<Env>, found: Place | null) =>
    found === null ? c.json({ code: 'queue_token_not_found' }, 404) : c.json(found);
  app.post('/v1/concerts/:id/queue', async (c) =>
    place(c, await deps.room.join(c.req.param('id'), c.var.accountId)),
  );
  app.get('/v1/concerts/:id/queue', async (c) => {
    const seconds = Math.min(Number(c.req.query('wait') ?? 0), MAX_WAIT_SECONDS);
    return place(c, await deps.room.wait(c.req.param('id'), c.var.accountId, seconds * 1_000));
  });
  app.post('/v1/reservations', (c) => hold(c, deps));
  app.post('/v1/payments', (c) => pay(c, deps));
  return app;
}

async function hold(c: Context<Env>, deps: JourneyDeps): Promise<Response> {
  const parsed = holdBody.safeParse(await c.req.json());
  if (!parsed.success) return c.json({ code: 'validation_failed' }, 400);
  const { performanceId, seatNumbers } = parsed.data;
  const terms = await deps.findTerms(performanceId);
  if (!terms) return c.json({ code: 'performance_not_found' }, 404);
  const queueToken = c.req.header('queue-token') ?? '';
  const pass = await deps.room.look(terms.concertId, c.var.accountId);
  if (pass?.status !== 'admitted' || pass.token !== queueToken)
    return c.json({ code: 'admission_required' }, 403);
  const command = keyed(c, parsed.data);
  if (command === null) return c.json({ code: 'idempotency_key_required' }, 400);
  const { concertId } = terms;
  const payload = { concertId, performanceId, queueToken, request: { seatNumbers } };
  const outcome = await deps.hold({ ...command, acceptedAt: new Date(), admitted: true, payload });
  return c.json({ id: command.jobId, ...outcome }, 202);
}

async function pay(c: Context<Env>, deps: JourneyDeps): Promise<Response> {
  const parsed = payBody.safeParse(await c.req.json());
  if (!parsed.success) return c.json({ code: 'validation_failed' }, 400);
  const command = keyed(c, parsed.data);
  if (command === null) return c.json({ code: 'idempotency_key_required' }, 400);
  const job = { ...command, acceptedAt: new Date().toISOString(), ...parsed.data };
  return c.json({ id: command.jobId, ...(await deps.pay(job)) }, 202);
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
