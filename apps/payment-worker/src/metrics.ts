import type { CommandName } from '@concert-mania/core/jobs/command-catalogue';
import type { PayOutcome } from '@concert-mania/core/payments/commands';
import { DIFFERENCE_KINDS, type DifferenceKind } from '@concert-mania/core/payments/gateway/compare-gateway';
import { PAYMENT_METHODS, type PaymentMethod } from '@concert-mania/core/payments/model';
import type { Reconciliation } from '@concert-mania/core/payments/reconcile-payments';
import { makeCommandMetrics } from '@concert-mania/runtime/metrics/command-metrics';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { CircuitName } from './gateway-circuit.ts';
import { type GatewayCall, OPERATIONS, type Operation } from './gateway-client.ts';

const MS_PER_SECOND = 1_000;
const WORKS: readonly GatewayWork[] = ['payments', 'top_ups', 'refunds', 'cancelled_shows', 'reconciler'];

/** The kinds of work that call the gateway; each has its own circuit breaker. */
export type GatewayWork = 'payments' | 'top_ups' | 'refunds' | 'cancelled_shows' | 'reconciler';

export interface PaymentMetrics extends ReturnType<typeof makeCommandMetrics> {
  onCall(call: Pick<GatewayCall, 'operation' | 'kind' | 'durationMs'>): void;
  onPaid(method: PaymentMethod, outcome: PayOutcome): void;
  onRound(round: Reconciliation): void;
  onCircuit(work: GatewayWork, state: CircuitName): void;
  onRefused(operation: Operation): void;
  onBlocked(): void;
  onDifferences(open: readonly { readonly kind: DifferenceKind }[]): void;
}

/** Keeps figures about commands, calls to the gateway and reconciliation. */
export function makePaymentMetrics(registry: Registry, names: readonly CommandName[]): PaymentMetrics {
  const registers = [registry];
  const payments = new Counter({
    name: 'cm_payments_total',
    help: 'Payments of reservations that got their outcome, by method.',
    labelNames: ['method', 'status'],
    registers,
  });
  const calls = new Histogram({
    name: 'cm_gateway_call_seconds',
    help: 'Time of a call to the payment gateway, by kind of answer.',
    labelNames: ['operation', 'kind'],
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const reconciled = new Counter({
    name: 'cm_payments_reconciled_total',
    help: 'Payments and refunds settled by the reconciler.',
    registers,
  });
  const circuit = new Gauge({
    name: 'cm_gateway_circuit_state',
    help: 'Whether the payment gateway is called: 0 closed (it is), 1 half open (one call finds out), 2 open (it is not).',
    labelNames: ['work'],
    registers,
  });
  const opened = new Counter({
    name: 'cm_gateway_circuit_opened_total',
    help: 'How often calls stopped because the payment gateway did not answer.',
    labelNames: ['work'],
    registers,
  });
  const refused = new Counter({
    name: 'cm_gateway_refused_calls_total',
    help: 'Calls that the gateway refused for reasons other than the card: a person must act.',
    labelNames: ['operation'],
    registers,
  });
  for (const method of PAYMENT_METHODS) {
    for (const status of ['succeeded', 'rejected', 'failed'] as const) payments.inc({ method, status }, 0);
  }
  for (const work of WORKS) {
    circuit.set({ work }, 0);
    opened.inc({ work }, 0);
  }
  for (const operation of OPERATIONS) refused.inc({ operation }, 0);
  return {
    ...makeCommandMetrics(registry, names),
    ...makeMoneyMetrics(registry),
    onPaid: (method, { status }) => payments.inc({ method, status }),
    onCall: ({ operation, kind, durationMs }) =>
      calls.observe({ operation, kind }, durationMs / MS_PER_SECOND),
    onRound: (round) => reconciled.inc(round.settled.length),
    onCircuit: (work, state) => {
      circuit.set({ work }, CIRCUIT_VALUES[state]);
      if (state === 'open') opened.inc({ work });
    },
    onRefused: (operation) => refused.inc({ operation }),
  };
}

const CIRCUIT_VALUES: Readonly<Record<CircuitName, number>> = { closed: 0, half_open: 1, open: 2 };

/** Metrics about money that needs a person. */
function makeMoneyMetrics(registry: Registry): Pick<PaymentMetrics, 'onBlocked' | 'onDifferences'> {
  const registers = [registry];
  const blocked = new Counter({
    name: 'cm_refunds_blocked_total',
    help: 'Refunds that the gateway refused permanently.',
    registers,
  });
  const differences = new Gauge({
    name: 'cm_gateway_differences',
    help: 'Compared payments that differ between the ledger and the gateway.',
    labelNames: ['kind'],
    registers,
  });
  return {
    onDifferences: (open) => {
      for (const kind of DIFFERENCE_KINDS) {
        differences.set({ kind }, open.filter((difference) => difference.kind === kind).length);
      }
    },
    onBlocked: () => blocked.inc(),
  };
}
