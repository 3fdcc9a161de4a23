import type { Reconciliation } from '@concert-mania/core/payments/reconcile-payments';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Operation } from './gateway-client.ts';

const MS_PER_SECOND = 1_000;

export interface PaymentMetrics {
  onCall(operation: Operation, kind: string, durationMs: number): void;
  onDecided(type: string, status: string, durationMs: number): void;
  onRound(round: Reconciliation): void;
}

/** Keeps figures about commands, calls to the gateway and reconciliation. */
export function makePaymentMetrics(registry: Registry): PaymentMetrics {
  const registers = [registry];
  const decided = new Histogram({
    name: 'command_duration_seconds',
    help: 'Time a worker spent on a command, by outcome.',
    labelNames: ['type', 'status'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  });
  const calls = new Histogram({
    name: 'gateway_call_duration_seconds',
    help: 'Time a call to the payment gateway took, by what kind of answer came.',
    labelNames: ['operation', 'kind'],
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const reconciled = new Counter({
    name: 'payments_reconciled_total',
    help: 'Payments and refunds settled by the reconciler.',
    registers,
  });
  const open = new Gauge({
    name: 'payments_unsettled',
    help: 'Payments and refunds that the last round asked about and could not settle.',
    registers,
  });
  return {
    onCall: (operation, kind, durationMs) => calls.observe({ operation, kind }, durationMs / MS_PER_SECOND),
    onDecided: (type, status, durationMs) => decided.observe({ type, status }, durationMs / MS_PER_SECOND),
    onRound: (round) => {
      reconciled.inc(round.settled.length);
      open.set(round.open + round.faults.length);
    },
  };
}
