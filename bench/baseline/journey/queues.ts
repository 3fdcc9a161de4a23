import type { AccountId } from '@concert-mania/core/shared/ids';

export const PAYMENTS = 'baseline-payments';
export const MAILS = 'baseline-mails';

/** A payment of a reservation. */
export interface PaymentJob {
  readonly jobId: string;
  readonly accountId: AccountId;
  readonly fingerprint: string;
  readonly acceptedAt: string;
  readonly reservationId: string;
  readonly method: 'wallet' | 'gateway';
  /** Of the gateway. */
  readonly paymentKey?: string | undefined;
  readonly amount?: number | undefined;
}

export type PaymentResult =
  | {
      readonly status: 'succeeded';
      readonly result: {
        readonly payment: { readonly id: string; readonly status: 'completed' };
        readonly reservation: { readonly id: string; readonly status: 'confirmed' };
      };
    }
  | { readonly status: 'rejected'; readonly error: { readonly code: string } };

/** The mail about a confirmed reservation. */
export interface MailJob {
  readonly eventId: string;
}

/** Faults are repeated. Finished jobs are kept for a while. */
export const JOB_OPTIONS = {
  attempts: 5,
  backoff: { type: 'exponential', delay: 500 },
  removeOnComplete: { count: 1_000 },
} as const;
