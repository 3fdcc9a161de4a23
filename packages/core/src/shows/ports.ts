import type { CancellationClaim } from '../payments/ports.ts';
import type { AcceptedCommand } from '../shared/command.ts';
import type { AccountId, JobId, PerformanceId, ReservationId } from '../shared/ids.ts';
import type { CancellationReport, CancelPerformance, CancelPerformanceOutcome } from './commands.ts';

/** A cancelled performance whose refunds are under way. */
export interface OpenCancellation {
  readonly performanceId: PerformanceId;
  readonly jobId: JobId;
  readonly reason: string;
  /** Reservations of it whose refund waits for the gateway's answer. */
  readonly unanswered: number;
}

/** A reservation of a cancelled performance that can be ended now. */
export interface ReservationToEnd {
  readonly reservationId: ReservationId;
  readonly accountId: AccountId;
}

export type BegunCancellation =
  | { readonly kind: 'decided'; readonly outcome: CancelPerformanceOutcome }
  /** `isNew`: by this call, so that other processes must be notified. */
  | { readonly kind: 'under_way'; readonly isNew: boolean };

/** Cancelled performances. Each verb is one transaction. */
export interface ShowCancellations {
  /**
   * Ends the sale, lists the live reservations and plans one notice for each. Idempotent by job.
   * Returns the outcome of a finished cancellation.
   */
  begin(command: AcceptedCommand<CancelPerformance>): Promise<BegunCancellation>;
  /** Takes the cancellations with open reservations that no other process has, for `leaseMs`. */
  take(leaseMs: number): Promise<readonly OpenCancellation[]>;
  /** Lets other processes take the cancellation after `restMs`. */
  giveBack(performanceId: PerformanceId, restMs: number): Promise<void>;
  /** Up to `limit` reservations that can be ended now, and late holds that were not listed. */
  next(performanceId: PerformanceId, limit: number): Promise<readonly ReservationToEnd[]>;
  /** Releases a hold, or begins the full refund of a reservation. Null: not possible now. */
  end(
    cancellation: Pick<OpenCancellation, 'performanceId' | 'reason'>,
    reservation: ReservationToEnd,
    checkAfterMs: number,
  ): Promise<CancellationClaim | null>;
  /** Records the report and the outcome of the job if nothing is left to do. */
  finish(performanceId: PerformanceId): Promise<boolean>;
}

/** A cancelled performance as staff read it. */
export interface ShowCancellation {
  readonly performanceId: PerformanceId;
  readonly jobId: JobId;
  readonly reason: string;
  readonly startedAt: Date;
  /** Null while refunds are under way. */
  readonly finishedAt: Date | null;
  readonly report: CancellationReport;
  /** Some of the reservations that only a person can settle. */
  readonly blocked: readonly ReservationId[];
  /** Some of the reservations to be paid back at the desk. */
  readonly atDesk: readonly ReservationId[];
}

export interface ShowCancellationReader {
  /** Null if the performance is not cancelled. */
  find(performanceId: PerformanceId): Promise<ShowCancellation | null>;
  /** Of the job that cancels a performance; null before it has begun. */
  findReportOf(jobId: JobId): Promise<CancellationReport | null>;
}
