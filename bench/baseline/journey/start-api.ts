import { randomBytes } from 'node:crypto';
import { makeWebhooks } from '@concert-mania/api/src/routes/payments/verify-webhook.ts';
import { ACCESS_TOKEN, makeAccessTokens } from '@concert-mania/api/src/security/access-tokens.ts';
import { makeDecideHolds } from '@concert-mania/core/holds/decide-holds';
import { makeIdFactory } from '@concert-mania/core/shared/ids';
import { serve } from '@hono/node-server';
import { Queue, QueueEvents } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import { makeFindTerms } from '../find-terms.ts';
import { holdInTransaction } from '../hold-in-transaction.ts';
import { makeAvailability } from './availability.ts';
import { openProgram, tellReady } from './program.ts';
import { JOB_OPTIONS, PAYMENTS, type PaymentJob, type PaymentResult } from './queues.ts';
import { makeJourneyRoutes } from './routes.ts';
import type { BaselineSettings } from './settings.ts';
import { startWaitingRoom } from './waiting-room.ts';

const HOLD_SECONDS = 600;
const LONGEST_PAYMENT_MS = 60_000;
const ROW_LOCKS = { accountRow: true, seatRows: true };

/** The API: the waiting room, holds in transactions, payments as jobs whose result it waits for. */
export function startApi(config: BaselineSettings): void {
  const { pool, redis, lines, countRequest } = openProgram('baseline-api', config);
  // A connection of its own: it must not wait behind the transactions that wait for it.
  const termsPool = new pg.Pool({ connectionString: config.DATABASE_URL, max: 1 });
  const findTerms = makeFindTerms(termsPool, HOLD_SECONDS);
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
  const app = makeJourneyRoutes({
    verifyAccessToken: makeAccessTokens({
      kind: ACCESS_TOKEN,
      secret: config.JWT_SECRET,
      ttlSeconds: 900,
      nowMs: Date.now,
    }).verify,
    room: startWaitingRoom(redis),
    findTerms,
    hold: (command) => holdInTransaction({ pool, decide, findTerms }, ROW_LOCKS, command),
    pay: async (job) => {
      const added = await payments.add('pay', job, { jobId: job.jobId });
      return added.waitUntilFinished(events, LONGEST_PAYMENT_MS);
    },
    webhooks: makeWebhooks([config.WEBHOOK_SECRET]),
    noteWebhook: async (id) => {
      await pool.query({
        name: 'note-webhook',
        text: 'insert into webhook_deliveries (id) values ($1) on conflict do nothing',
        values: [id],
      });
    },
    availability: makeAvailability(pool),
    onRequest: (line) => {
      countRequest();
      lines.info(line, 'request');
    },
  });
  serve({ fetch: app.fetch, hostname: '127.0.0.1', port: config.PORT }, () => {
    events.waitUntilReady().then(tellReady, (error: unknown) => {
      throw error;
    });
  });
}
