import type { JobId } from '../shared/ids.ts';
import { type AdvancePorts, makeAdvancePayment } from './advance-payment.ts';
import type { MoneyOutcome } from './commands.ts';
import { answerFor, type GatewayHealth } from './gateway/gateway.ts';
import type { DueInquiry, LookTimes, PaymentStore } from './ports.ts';
import { makeAdvanceRefund } from './refunds/advance-refund.ts';

export interface ReconcilePorts extends AdvancePorts {
  readonly store: AdvancePorts['store'] &
    Pick<
      PaymentStore,
      | 'takeDuePayments'
      | 'releaseDuePayments'
      | 'takeDueRefunds'
      | 'takeDueInquiries'
      | 'settleElsewhere'
      | 'settleCapture'
      | 'endInquiry'
    >;
  /** How many payments and how many refunds one round takes; they are asked about side by side. */
  readonly batchSize: number;
  readonly times: LookTimes;
}

export interface Reconciliation {
  /** Jobs whose outcome is recorded now. */
  readonly settled: readonly JobId[];
  readonly open: number;
  /** Whether the round was full, so more may be due. */
  readonly full: boolean;
  /** Captured money found in this round that belongs to no payment of ours; a person must act. */
  readonly unknownCaptures: number;
  /** Of the gateway, before the round. While it is away nothing is asked. */
  readonly health: GatewayHealth;
  /** Faults, each of one payment or refund; they are tried again when they are due again. */
  readonly faults: readonly unknown[];
}

/** One round over payments and refunds in progress. Settles those that the gateway can answer. */
export function makeReconcilePayments(ports: ReconcilePorts): () => Promise<Reconciliation> {
  const advancePayment = makeAdvancePayment(ports);
  const advanceRefund = makeAdvanceRefund(ports);

  /** Whether it found captured money that belongs to no payment of ours. */
  const lookAgain = async ({ paymentKey, settled }: DueInquiry): Promise<boolean> => {
    const answer = await ports.gateway.inquire(
      settled ? { ...settled, paymentId: settled.id } : { paymentKey },
    );
    if (settled) {
      const own = answerFor(settled, answer);
      if (own.kind === 'approved') await ports.store.settleElsewhere(settled.id, own.cancelledAmount);
      return false;
    }
    if (answer.kind === 'declined') await ports.store.endInquiry(paymentKey);
    if (answer.kind !== 'approved') return false;
    const found = await ports.store.settleCapture(answer);
    if (found.kind === 'refund_due') await advanceRefund(found.refund, 'claimed');
    return found.kind === 'unknown';
  };

  return async () => {
    const health = ports.gateway.health();
    if (health === 'away') return NOTHING_ASKED;
    // One is enough to find out whether the gateway is back; the others keep their turn.
    const limit = health === 'well' ? ports.batchSize : 1;
    const { leaseMs } = ports.times;
    const payments = await ports.store.takeDuePayments(limit, ports.times);
    const refunds = await ports.store.takeDueRefunds(limit, leaseMs);
    const inquiries = await ports.store.takeDueInquiries(limit, leaseMs);
    const tries: { readonly jobId: JobId; readonly outcome: Promise<MoneyOutcome | null> }[] = [
      ...payments.map((open) => ({
        jobId: open.payment.jobId,
        outcome: advancePayment(open, 'resumed'),
      })),
      ...refunds.map((refund) => ({ jobId: refund.jobId, outcome: advanceRefund(refund, 'resumed') })),
    ];
    const [ends, looks] = await Promise.all([
      Promise.allSettled(tries.map(({ outcome }) => outcome)),
      Promise.allSettled(inquiries.map(lookAgain)),
    ]);
    const unsettled = payments.flatMap(({ payment }, n) => (isSettled(ends[n]) ? [] : [payment.id]));
    if (unsettled.length > 0) await ports.store.releaseDuePayments(unsettled);
    return {
      settled: tries.filter((_, n) => isSettled(ends[n])).map(({ jobId }) => jobId),
      open: ends.filter((end) => end.status === 'fulfilled' && end.value === null).length,
      full: health === 'well' && (payments.length === limit || refunds.length === limit),
      unknownCaptures: looks.filter((look) => look.status === 'fulfilled' && look.value).length,
      health,
      faults: [...ends, ...looks].flatMap((end) => (end.status === 'rejected' ? [end.reason] : [])),
    };
  };
}

const NOTHING_ASKED: Reconciliation = {
  settled: [],
  open: 0,
  full: false,
  unknownCaptures: 0,
  health: 'away',
  faults: [],
};

const isSettled = (end: PromiseSettledResult<MoneyOutcome | null> | undefined): boolean =>
  end?.status === 'fulfilled' && end.value !== null;
