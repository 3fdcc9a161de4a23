import type { PaymentGateway } from '../payments/gateway/gateway.ts';
import type { ClaimTerms } from '../payments/ports.ts';
import { type AdvanceRefundPorts, makeAdvanceRefund } from '../payments/refunds/advance-refund.ts';
import type { JobId } from '../shared/ids.ts';
import type { OpenCancellation, ReservationToEnd, ShowCancellations } from './ports.ts';

export interface RefundEveryonePorts extends AdvanceRefundPorts {
  readonly cancellations: Omit<ShowCancellations, 'begin'>;
  readonly gateway: PaymentGateway;
  readonly terms: Pick<ClaimTerms, 'checkAfterMs'>;
  /** The most reservations that one round ends, and the most refunds without an answer. */
  readonly most: number;
  /** The most reservations that are ended at the same time. */
  readonly atOnce: number;
  /** Milliseconds after which a round ends no further reservation. */
  readonly roundMs: number;
  /** Longer than a round takes. If a process dies, others take over after this long. */
  readonly leaseMs: number;
  /** The time between the starts of two rounds of one performance, in all processes together. */
  readonly everyMs: number;
  /** A monotonic clock, in milliseconds. */
  readonly nowMs: () => number;
}

export interface RefundRound {
  /** Reservations that were ended or whose refund has begun. */
  readonly handled: number;
  /** Jobs whose outcome is recorded now. */
  readonly finished: readonly JobId[];
  /** Faults, each of one reservation. It is tried again in the next round. */
  readonly faults: readonly unknown[];
}

/**
 * One round over cancelled performances: ends some reservations of each. While the gateway is away
 * it begins no refund, so that the reconciler's turn stays with other payments.
 */
export function makeRefundEveryone(ports: RefundEveryonePorts): () => Promise<RefundRound> {
  const { cancellations } = ports;
  const advanceRefund = makeAdvanceRefund(ports);
  const end = async (cancellation: OpenCancellation, reservation: ReservationToEnd): Promise<number> => {
    const claim = await cancellations.end(cancellation, reservation, ports.terms.checkAfterMs);
    if (claim === null) return 0;
    // Without an answer the reconciler goes on with the refund.
    if ('refund' in claim && !claim.refund.blocked) await advanceRefund(claim.refund, claim.kind);
    return 1;
  };
  const advance = async (cancellation: OpenCancellation): Promise<RefundRound> => {
    const { performanceId, jobId, unanswered } = cancellation;
    const startMs = ports.nowMs();
    const most = ports.gateway.health() === 'well' ? ports.most - unanswered : 1 - unanswered;
    const reservations = most > 0 ? await cancellations.next(performanceId, most) : [];
    const ends = await settleInTurn(
      reservations,
      ports.atOnce,
      (each) => end(cancellation, each),
      () => ports.nowMs() - startMs < ports.roundMs,
    );
    const isDone = reservations.length === 0 && (await cancellations.finish(performanceId));
    const restMs = Math.max(0, ports.everyMs - (ports.nowMs() - startMs));
    if (!isDone) await cancellations.giveBack(performanceId, restMs);
    return {
      handled: ends.reduce((sum, each) => sum + (each.status === 'fulfilled' ? each.value : 0), 0),
      finished: isDone ? [jobId] : [],
      faults: ends.flatMap((each) => (each.status === 'rejected' ? [each.reason] : [])),
    };
  };
  return async () => {
    const taken = await cancellations.take(ports.leaseMs);
    const rounds = await Promise.all(taken.map(advance));
    return {
      handled: rounds.reduce((sum, { handled }) => sum + handled, 0),
      finished: rounds.flatMap(({ finished }) => finished),
      faults: rounds.flatMap(({ faults }) => faults),
    };
  };
}

/** Works on items, `atOnce` at a time, and begins no further one when `goesOn` is false. */
async function settleInTurn<T, R>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<R>,
  goesOn: () => boolean,
): Promise<readonly PromiseSettledResult<R>[]> {
  const ends: PromiseSettledResult<R>[] = [];
  const rest = items.values();
  const runner = async () => {
    for (const item of rest) {
      if (!goesOn()) return;
      ends.push(...(await Promise.allSettled([work(item)])));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, runner));
  return ends;
}
