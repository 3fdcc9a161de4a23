import { randomBytes } from 'node:crypto';
import { makeCompareDay } from '@concert-mania/core/payments/gateway/compare-gateway';
import type { PaymentGateway } from '@concert-mania/core/payments/gateway/gateway';
import { makeGatewaySlots } from '@concert-mania/core/payments/gateway/gateway-slots';
import { makePayReservation } from '@concert-mania/core/payments/pay-reservation';
import type { GatewaySlots, PaymentTerms } from '@concert-mania/core/payments/ports';
import { makeReconcilePayments } from '@concert-mania/core/payments/reconcile-payments';
import type { AdvanceRefundPorts } from '@concert-mania/core/payments/refunds/advance-refund';
import { makeCancelReservation } from '@concert-mania/core/payments/refunds/cancel-reservation';
import { askedByFan, askedByStaff } from '@concert-mania/core/payments/refunds/cancellation-request';
import { makeTopUpWallet } from '@concert-mania/core/payments/top-up-wallet';
import { makeIdFactory } from '@concert-mania/core/shared/ids';
import type { Database } from '@concert-mania/db/connection/database';
import { openPostgres } from '@concert-mania/db/connection/open-postgres';
import { makeComparisons } from '@concert-mania/db/money/gateway/gateway-comparisons';
import type { OnFallback } from '@concert-mania/db/money/in-batches';
import { makePaymentStore } from '@concert-mania/db/money/payments/payment-store';
import { makeCancellationStore } from '@concert-mania/db/money/refunds/cancellation-store';
import { makeShowCancellations } from '@concert-mania/db/shows/show-cancellations';
import { type CommandHandlers, startConsumers } from '@concert-mania/redis/bullmq/consumer';
import { commandsOf } from '@concert-mania/redis/bullmq/delivery';
import { makeJobSecrets } from '@concert-mania/redis/bullmq/job-secrets';
import { makeJobWaker } from '@concert-mania/redis/bullmq/queues/wake-jobs';
import { openRedis } from '@concert-mania/redis/connection/open-redis';
import { announceEdit } from '@concert-mania/redis/news/programme-news';
import { checkProgress } from '@concert-mania/runtime/check-progress';
import type { Logger } from '@concert-mania/runtime/logger';
import { hideInError } from '@concert-mania/runtime/personal-data';
import { runProcess } from '@concert-mania/runtime/run-process';
import { openCancelledShows } from './cancelled-shows.ts';
import { startComparisonLoop } from './comparison-loop.ts';
import { type Failpoint, type PaymentPorts, passBeforeCommit, passFailpoints } from './failpoints.ts';
import { makeAttemptCounter } from './gateway-attempts.ts';
import { makeGatewayCircuit } from './gateway-circuit.ts';
import { makeGatewayClient } from './gateway-client.ts';
import { makeTransactionList } from './gateway-transactions.ts';
import { type GatewayWork, makePaymentMetrics, type PaymentMetrics } from './metrics.ts';
import { readTerms, showPace } from './payment-terms.ts';
import { startReconcileLoop } from './reconcile-loop.ts';
import { type PaymentSettings, paymentSettings } from './settings.ts';

const newId = makeIdFactory(() => new Date(), randomBytes);
const attemptOf = makeAttemptCounter();

const MS_PER_SECOND = 1_000;
/** How often to look for a finished day that is not compared with the gateway yet. */
const COMPARE_EVERY_MS = 600_000;
/** The limit for one page of the gateway's list. */
const LIST_TIMEOUT_MS = 30_000;
/** The time limit of running calls when the process stops. */
const MAX_FAREWELL_MS = 5_000;

const NAME = 'payment-worker';

await runProcess(
  NAME,
  paymentSettings,
  process.env,
  async ({ config, log, lines, registry, metrics: processMetrics, production }) => {
    const metrics = makePaymentMetrics(registry, commandsOf(NAME));
    const postgres = openPostgres(config, { name: NAME, log, metrics: processMetrics });
    const servers = await openRedis(config, { name: NAME, log, metrics: processMetrics, production });
    const { db } = postgres;
    const redis = servers.patient(NAME);
    const closing = new AbortController();
    const { terms, times, line } = readTerms(config);
    // Each kind of work has its own slots and circuit breaker, so that one kind never blocks
    // another.
    const portsOf = (work: GatewayWork) => ({
      ...makePorts({
        db,
        gateway: makeGateway({ work, config, log, lines, metrics, closing: closing.signal }),
        failpoint: config.PAYMENT_FAILPOINT,
        onFallback: (err, payments) =>
          log.warn({ err, payments }, 'batch of payments failed; writing them one by one'),
        lateMs: config.PAYMENT_LATE_SECONDS * MS_PER_SECOND,
      }),
      terms,
      slots: makeGatewaySlots(config.GATEWAY_CONCURRENCY, work === 'payments' ? line : undefined),
      onBlocked: logBlocked(log, metrics),
    });
    const waker = makeJobWaker(redis, servers.keys);
    const common = {
      connection: redis,
      keys: servers.keys,
      secrets: makeJobSecrets(config.JOB_DATA_SECRET),
      // Jobs that call the gateway, or wait in line to do so, occupy only their own places.
      concurrency: config.PAYMENT_CONCURRENCY + config.GATEWAY_CONCURRENCY,
      cleanError: hideInError,
      onOutcome: metrics.onOutcome,
      onWork: metrics.onWork,
      log,
      lines,
    };
    const showPorts = portsOf('cancelled_shows');
    const shows = openCancelledShows({
      cancellations: makeShowCancellations(db, showPorts.cancellations, newId),
      ports: showPorts,
      pace: showPace(config, times.leaseMs),
      wake: waker.wake,
      tellProcesses: () => announceEdit(redis, servers.keys),
      log,
    });
    const handlers = { ...handlersOf(portsOf, metrics.onPaid), ...shows.handlers };
    const inLine = { 'payment.pay': { concurrency: common.concurrency + line.waiting } };
    const consumers = startConsumers('payment-worker', common, handlers, inLine);
    const loop = startReconcileLoop({
      reconcile: makeReconcilePayments({
        ...portsOf('reconciler'),
        batchSize: config.GATEWAY_CONCURRENCY,
        times,
      }),
      everyMs: config.RECONCILE_EVERY_MS,
      log,
      onRound: metrics.onRound,
      wake: waker.wake,
    });

    const comparison = startComparison({ db, config, log, metrics });

    return {
      checks: {
        postgres: postgres.check,
        redis: servers.check,
        reconciliation: loop.check,
        shows: shows.check,
        commands: async () => checkProgress(consumers),
      },
      stop: async () => {
        // A comparison may take long; it reads only, so nothing waits for it.
        void comparison.stop();
        // A running call may finish; the next worker does the rest.
        const end = setTimeout(() => closing.abort(), Math.min(config.GATEWAY_TIMEOUT_MS, MAX_FAREWELL_MS));
        await Promise.all([...consumers.map((consumer) => consumer.close()), loop.stop(), shows.stop()]);
        clearTimeout(end);
        await waker.close();
        await postgres.close();
        servers.close();
      },
    };
  },
);

function startComparison(over: {
  readonly db: Database;
  readonly config: PaymentSettings;
  readonly log: Logger;
  readonly metrics: PaymentMetrics;
}) {
  const { config, log } = over;
  const comparisons = makeComparisons(over.db);
  const transactions = makeTransactionList({
    url: config.GATEWAY_URL,
    secretKey: config.GATEWAY_SECRET_KEY,
    timeoutMs: LIST_TIMEOUT_MS,
  });
  const compareDay = makeCompareDay({ transactions, comparisons });
  return startComparisonLoop({
    comparisons,
    compareDay,
    everyMs: COMPARE_EVERY_MS,
    onOpen: over.metrics.onDifferences,
    log,
  });
}

type PortsOf = (
  work: GatewayWork,
) => PaymentPorts & { readonly terms: PaymentTerms; readonly slots: GatewaySlots };
function handlersOf(
  portsOf: PortsOf,
  onPaid: PaymentMetrics['onPaid'],
): Omit<CommandHandlers<'payment-worker'>, 'performance.cancel'> {
  const pay = makePayReservation(portsOf('payments'));
  const cancel = makeCancelReservation(portsOf('refunds'));
  return {
    'payment.pay': async (command) => {
      const outcome = await pay(command);
      onPaid(command.payload.method, outcome);
      return outcome;
    },
    'wallet.top-up': makeTopUpWallet(portsOf('top_ups')),
    'reservation.cancel': (command) => cancel(askedByFan(command)),
    'box-office.cancel': (command) => cancel(askedByStaff(command)),
  };
}

/**
 * Logs at level error because a person must act: until then the fan has neither ticket nor money.
 */
function logBlocked(log: Logger, metrics: PaymentMetrics): NonNullable<AdvanceRefundPorts['onBlocked']> {
  return ({ id, paymentId, amount }, refusal) => {
    metrics.onBlocked();
    const fields = { refundId: id, paymentId, amount, ...refusal };
    log.error(fields, 'refund refused permanently: a person must settle it');
  };
}

function makeGateway(over: {
  readonly work: GatewayWork;
  readonly config: PaymentSettings;
  readonly log: Logger;
  readonly lines: Logger;
  readonly metrics: PaymentMetrics;
  readonly closing: AbortSignal;
}): PaymentGateway {
  const { work, config, log, lines, metrics } = over;
  const circuit = makeGatewayCircuit({
    failures: config.GATEWAY_BREAKER_FAILURES,
    pauseMs: config.GATEWAY_BREAKER_PAUSE_MS,
    onState: (state) => {
      metrics.onCircuit(work, state);
      log.warn({ work, state }, 'gateway circuit');
    },
  });
  return makeGatewayClient({
    url: config.GATEWAY_URL,
    secretKey: config.GATEWAY_SECRET_KEY,
    timeoutMs: config.GATEWAY_TIMEOUT_MS,
    circuit,
    closing: over.closing,
    onCall: (call) => {
      metrics.onCall(call);
      const fields = { work, attempt: attemptOf(call), ...call, durationMs: Math.round(call.durationMs) };
      lines.info(fields, 'gateway call');
    },
    onRefused: (operation, status, code) => {
      metrics.onRefused(operation);
      log.error({ work, operation, status, code }, 'the gateway refuses our call');
    },
  });
}

/** With a failpoint, the process kills itself there: nothing of it gets to clean up. */
function makePorts(over: {
  readonly db: Database;
  readonly gateway: PaymentGateway;
  readonly failpoint: Failpoint | undefined;
  readonly onFallback: OnFallback;
  readonly lateMs: number;
}): PaymentPorts {
  const { db, gateway, failpoint } = over;
  const ports = {
    store: makePaymentStore(db, newId, over.onFallback, over.lateMs),
    cancellations: makeCancellationStore(db, newId),
    gateway,
  };
  if (failpoint === undefined) return ports;
  const pass = (point: Failpoint) => {
    if (point === failpoint) process.kill(process.pid, 'SIGKILL');
  };
  return passFailpoints(
    ports,
    makePaymentStore(passBeforeCommit(db, pass), newId, over.onFallback, over.lateMs),
    pass,
  );
}
