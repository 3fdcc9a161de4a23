import type { JobId } from '../shared/ids.ts';
import type { Outcome } from '../shared/outcome.ts';
import { type AdvancePorts, makeAdvancePayment } from './advance-payment.ts';
import { makeAdvanceRefund } from './advance-refund.ts';
import { answerFor, type GatewayHealth } from './gateway.ts';
import type { LookTimes, PaymentStore, SettledPayment } from './ports.ts';

export interface ReconcilePorts extends AdvancePorts {
  readonly store: AdvancePorts['store'] &
    Pick<
      PaymentStore,
      'takeDuePayments' | 'releaseDuePayments' | 'takeDueRefunds' | 'takeDueInquiries' | 'settleElsewhere'
    >;
  /** How many payments and how many refunds one round takes; they are asked about side by side. */
  readonly batchSize: number;
  readonly times: LookTimes;
}

export interface Reconciliation {
  /** Jobs whose outcome is recorded now. */
  readonly settled: readonly JobId[];
  readonly open: number;
  /** Whether as many were due as one round takes: there may be more. */
  readonly full: boolean;
  /** Of the gateway, before the round. While it is away nothing is asked. */
  readonly health: GatewayHealth;
  /** Faults, each of one payment or refund; they are tried again when they are due again. */
  readonly faults: readonly unknown[];
}

/** One round over payments and refunds left in progress, whoever left them. Settles what the gateway can tell about. */
export function makeReconcilePayments(ports: ReconcilePorts): () => Promise<Reconciliation> {
  const advancePayment = makeAdvancePayment(ports);
  const advanceRefund = makeAdvanceRefund(ports);

  const lookElsewhere = async (payment: SettledPayment): Promise<void> => {
    const answer = answerFor(payment, await ports.gateway.inquire(payment));
    if (answer.kind === 'approved') await ports.store.settleElsewhere(payment.id, answer.cancelledAmount);
  };

  return async () => {
    const health = ports.gateway.health();
    if (health === 'away') return { settled: [], open: 0, full: false, health, faults: [] };
    // One is enough to find out whether the gateway is back; the others keep their turn.
    const limit = health === 'well' ? ports.batchSize : 1;
    const { leaseMs } = ports.times;
    const payments = await ports.store.takeDuePayments(limit, ports.times);
    const refunds = await ports.store.takeDueRefunds(limit, leaseMs);
    const inquiries = await ports.store.takeDueInquiries(limit, leaseMs);
    const tries: { readonly jobId: JobId; readonly outcome: Promise<Outcome | null> }[] = [
      ...payments.map((open) => ({
        jobId: open.payment.jobId,
        outcome: advancePayment(open, 'resumed'),
      })),
      ...refunds.map((refund) => ({ jobId: refund.jobId, outcome: advanceRefund(refund, 'resumed') })),
    ];
    const [ends, looks] = await Promise.all([
      Promise.allSettled(tries.map(({ outcome }) => outcome)),
      Promise.allSettled(inquiries.map(lookElsewhere)),
    ]);
    const unsettled = payments.flatMap(({ payment }, n) => (isSettled(ends[n]) ? [] : [payment.id]));
    if (unsettled.length > 0) await ports.store.releaseDuePayments(unsettled);
    return {
      settled: tries.filter((_, n) => isSettled(ends[n])).map(({ jobId }) => jobId),
      open: ends.filter((end) => end.status === 'fulfilled' && end.value === null).length,
      full: health === 'well' && (payments.length === limit || refunds.length === limit),
      health,
      faults: [...ends, ...looks].flatMap((end) => (end.status === 'rejected' ? [end.reason] : [])),
    };
  };
}

const isSettled = (end: PromiseSettledResult<Outcome | null> | undefined): boolean =>
  end?.status === 'fulfilled' && end.value !== null;
