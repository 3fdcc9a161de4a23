import type { ConcertId, JobId, PerformanceId } from '@concert-mania/core/shared/ids';

/** The only place that builds a Redis key. Keys that one script touches share a hash tag (Redis Cluster spec). */
export interface Keys {
  /** Prefix of every BullMQ queue. */
  readonly queuePrefix: string;
  idempotency(identity: string): string;
  jobChannel(jobId: JobId): string;
  waitingRoom(concertId: ConcertId, part: string): string;
  /** Concerts that have somebody waiting or inside. */
  readonly activeConcerts: string;
  /** One character per seat. */
  seatStatus(performanceId: PerformanceId): string;
  seatVersion(performanceId: PerformanceId): string;
  seatChannel(performanceId: PerformanceId): string;
}

/** Builds keys under a prefix, so that several systems (or test files) can share one Redis. */
export function makeKeys(prefix = 'cm'): Keys {
  return {
    queuePrefix: `${prefix}:q`,
    idempotency: (identity) => `${prefix}:idem:${identity}`,
    jobChannel: (jobId) => `${prefix}:job:${jobId}`,
    waitingRoom: (concertId, part) => `${prefix}:room:{${concertId}}:${part}`,
    activeConcerts: `${prefix}:rooms`,
    seatStatus: (performanceId) => `${prefix}:seats:{${performanceId}}`,
    seatVersion: (performanceId) => `${prefix}:seats:{${performanceId}}:version`,
    seatChannel: (performanceId) => `${prefix}:seats:{${performanceId}}:changes`,
  };
}
