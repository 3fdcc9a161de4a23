import type { PaymentGateway } from '@concert-mania/core/payments/gateway/gateway';
import type { PaymentStore } from '@concert-mania/core/payments/ports';
import type { CancellationStore } from '@concert-mania/core/payments/refunds/cancel-reservation';

/** Points where a process can be killed, in the order that a command passes them. */
export const FAILPOINTS = ['after-claim', 'after-gateway-answer', 'before-commit', 'after-commit'] as const;
export type Failpoint = (typeof FAILPOINTS)[number];

/** Called at every point; kills the process, or throws, at the chosen one. */
export type Pass = (point: Failpoint) => void;

export interface PaymentPorts {
  readonly store: PaymentStore;
  readonly cancellations: CancellationStore;
  readonly gateway: PaymentGateway;
}

interface Transactional<X, O> {
  transaction<T>(work: (tx: X) => Promise<T>, options?: O): Promise<T>;
}

/** The same database with a failpoint before every commit. */
export const passBeforeCommit = <X, O, D extends Transactional<X, O>>(
  db: D & Transactional<X, O>,
  pass: Pass,
): D => ({
  ...db,
  transaction: <T>(work: (tx: X) => Promise<T>, options?: O) =>
    db.transaction(async (tx) => {
      const result = await work(tx);
      pass('before-commit');
      return result;
    }, options),
});

/**
 * The same ports with failpoints between their calls. `settling`: a store on `passBeforeCommit`.
 */
export function passFailpoints(ports: PaymentPorts, settling: PaymentStore, pass: Pass): PaymentPorts {
  const then =
    <A extends readonly unknown[], R>(point: Failpoint, verb: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      const result = await verb(...args);
      pass(point);
      return result;
    };
  const { store, cancellations, gateway } = ports;
  return {
    store: {
      ...store,
      claimReservation: then('after-claim', store.claimReservation),
      claimTopUp: then('after-claim', store.claimTopUp),
      payFromWallet: then('after-commit', settling.payFromWallet),
      settleApproved: then('after-commit', settling.settleApproved),
      settleDeclined: then('after-commit', settling.settleDeclined),
      settleRefund: then('after-commit', settling.settleRefund),
    },
    cancellations: { claimCancellation: then('after-claim', cancellations.claimCancellation) },
    gateway: {
      ...gateway,
      confirm: then('after-gateway-answer', gateway.confirm),
      cancel: then('after-gateway-answer', gateway.cancel),
    },
  };
}
