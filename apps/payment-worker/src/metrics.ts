import { DIFFERENCE_KINDS, type DifferenceKind } from '@concert-mania/core/payments/gateway/compare-gateway';
import type { Reconciliation } from '@concert-mania/core/payments/reconcile-payments';
import { STUCK_KINDS, type StuckMoneyDesk } from '@concert-mania/core/payments/refunds/stuck-money';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { CircuitName } from './gateway-circuit.ts';
import type { Operation } from './gateway-client.ts';

const MS_PER_SECOND = 1_000;

/** The amount of money that waits for a person, by kind. */
export type StuckMoneyCount = Awaited<ReturnType<StuckMoneyDesk['count']>>;

/** The kinds of work that call the gateway; each has its own circuit breaker. */
export type GatewayWork = 'payments' | 'top_ups' | 'refunds' | 'reconciler';

export interface PaymentMetrics {
  onCall(operation: Operation, kind: string, durationMs: number): void;
  onDecided(type: string, status: string, durationMs: number): void;
  onRound(round: Reconciliation): void;
  onCircuit(work: GatewayWork, state: CircuitName): void;
  onRefused(operation: Operation): void;
  onBlocked(): void;
  onDifferences(open: readonly { readonly kind: DifferenceKind }[]): void;
  onStuckMoney(stuck: StuckMoneyCount): void;
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
    help: 'Time of a call to the payment gateway, by kind of answer.',
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
  const circuit = new Gauge({
    name: 'gateway_circuit_state',
    help: 'Whether the payment gateway is called: 0 closed (it is), 1 half open (one call finds out), 2 open (it is not).',
    labelNames: ['work'],
    registers,
  });
  const opened = new Counter({
    name: 'gateway_circuit_opened_total',
    help: 'How often calls stopped because the payment gateway did not answer.',
    labelNames: ['work'],
    registers,
  });
  const refused = new Counter({
    name: 'gateway_refused_calls_total',
    help: 'Calls that the gateway refused for reasons other than the card: a person must act.',
    labelNames: ['operation'],
    registers,
  });
  return {
    ...makeMoneyMetrics(registry),
    onCall: (operation, kind, durationMs) => calls.observe({ operation, kind }, durationMs / MS_PER_SECOND),
    onDecided: (type, status, durationMs) => decided.observe({ type, status }, durationMs / MS_PER_SECOND),
    onRound: (round) => {
      reconciled.inc(round.settled.length);
      // Without a call to the gateway the number of open payments is unchanged.
      if (round.health !== 'away') open.set(round.open + round.faults.length);
    },
    onCircuit: (work, state) => {
      circuit.set({ work }, CIRCUIT_VALUES[state]);
      if (state === 'open') opened.inc({ work });
    },
    onRefused: (operation) => refused.inc({ operation }),
  };
}

const CIRCUIT_VALUES: Readonly<Record<CircuitName, number>> = { closed: 0, half_open: 1, open: 2 };

/** Metrics about money that needs a person. */
function makeMoneyMetrics(
  registry: Registry,
): Pick<PaymentMetrics, 'onBlocked' | 'onStuckMoney' | 'onDifferences'> {
  const registers = [registry];
  const stuckItems = new Gauge({
    name: 'stuck_money_items',
    help: 'Refunds and payments that wait for a person. Counted in the database by a timer.',
    labelNames: ['kind'],
    registers,
  });
  const stuckAmount = new Gauge({
    name: 'stuck_money_won',
    help: 'The amount of stuck_money_items in won.',
    labelNames: ['kind'],
    registers,
  });
  const blocked = new Counter({
    name: 'refunds_blocked_total',
    help: 'Refunds that the gateway refused permanently.',
    registers,
  });
  const differences = new Gauge({
    name: 'gateway_differences',
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
    onStuckMoney: (stuck) => {
      for (const kind of STUCK_KINDS) {
        const { items = 0, amount = 0 } = stuck.find((one) => one.kind === kind) ?? {};
        stuckItems.set({ kind }, items);
        stuckAmount.set({ kind }, amount);
      }
    },
  };
}
