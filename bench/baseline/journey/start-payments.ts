import { randomBytes } from 'node:crypto';
import { makeIdFactory } from '@concert-mania/core/shared/ids';
import { Queue, Worker } from 'bullmq';
import { z } from 'zod';
import { payInTransaction } from './pay-in-transaction.ts';
import { openProgram, tellReady } from './program.ts';
import { JOB_OPTIONS, MAILS, type MailJob, PAYMENTS, type PaymentJob, type PaymentResult } from './queues.ts';
import type { BaselineSettings } from './settings.ts';
import { endPass } from './waiting-room.ts';

const CALLS_AT_ONCE = 20;
const TIMEOUT_MS = 5_000;
const approved = z.object({ status: z.literal('DONE'), approvedAt: z.iso.datetime({ offset: true }) });

/** The worker of payments: a call of the gateway, a transaction, and the job of the mail. */
export function startPayments(config: BaselineSettings): void {
  const { pool, redis, lines } = openProgram('baseline-payments', config, (jobs) => {
    worker.concurrency = jobs;
  });
  const mails = new Queue<MailJob>(MAILS, { connection: redis, defaultJobOptions: JOB_OPTIONS });
  const ports = {
    pool,
    newId: makeIdFactory(() => new Date(), randomBytes),
    confirm: makeConfirm(config.GATEWAY_URL),
  };
  const worker = new Worker<PaymentJob, PaymentResult>(
    PAYMENTS,
    async ({ data }) => {
      const startedMs = performance.now();
      const result = await payInTransaction(
        {
          ...ports,
          onPaid: async ({ concertId, ...mail }) => {
            await Promise.all([
              mails.add('confirmed', mail, { jobId: mail.eventId }),
              endPass(redis, concertId, data.accountId),
            ]);
          },
        },
        data,
      );
      lines.info({ jobId: data.jobId, status: result.status, ms: performance.now() - startedMs }, 'job');
      return result;
    },
    { connection: redis.duplicate(), concurrency: CALLS_AT_ONCE },
  );
  worker.on('error', (error) => lines.error({ err: error }, 'worker'));
  worker.waitUntilReady().then(tellReady, (error: unknown) => {
    throw error;
  });
}

/** Confirms at the gateway. A fault or a doubtful answer throws, and the job is tried again. */
const makeConfirm =
  (url: string) =>
  async (payment: { readonly paymentKey: string; readonly orderId: string; readonly amount: number }) => {
    const response = await fetch(new URL('/v1/payments/confirm', url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': payment.orderId },
      body: JSON.stringify(payment),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const body: unknown = await response.json();
    if (response.status === 403) return null;
    if (!response.ok) throw new Error(`the gateway answered ${response.status} for ${payment.orderId}`);
    return new Date(approved.parse(body).approvedAt);
  };
