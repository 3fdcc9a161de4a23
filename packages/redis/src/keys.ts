import type { ConcertId, JobId, PerformanceId } from '@concert-mania/core/shared/ids';

/** The only place that builds a Redis key. Keys that one script touches share a hash tag (Redis Cluster spec). */
export interface Keys {
  /** Prefix of every BullMQ queue. */
  readonly queuePrefix: string;
  idempotency(identity: string): string;
  /** Where processes hear that the programme was edited. */
  readonly programmeChannel: string;
  /** Prefix of the counters of rate limits. */
  readonly ratePrefix: string;
  jobChannel(jobId: JobId): string;
  /** Where a process is told the outcomes of the commands it accepted. */
  answerChannel(origin: string): string;
  /** Every key of a concert's waiting room, in the order in which its scripts take them. */
  waitingRoom(concertId: ConcertId): readonly string[];
  /** Of these, the admissions that are still to be announced. */
  waitingRoomUnannounced(concertId: ConcertId): string;
  waitingRoomChannel(concertId: ConcertId): string;
  /** One character per seat. */
  seatStatus(performanceId: PerformanceId): string;
  seatVersion(performanceId: PerformanceId): string;
  seatChannel(performanceId: PerformanceId): string;
}

const WAITING_ROOM_PARTS = [
  'meta',
  'fans',
  'line',
  'inside',
  'unclaimed',
  'ended',
  'pace',
  'leavers',
  'passed',
  'unannounced',
] as const;

/** Builds keys under a prefix, so that several systems (or test files) can share one Redis. */
export function makeKeys(prefix = 'cm'): Keys {
  return {
    queuePrefix: `${prefix}:q`,
    programmeChannel: `${prefix}:programme`,
    ratePrefix: `${prefix}:rate`,
    idempotency: (identity) => `${prefix}:idem:${identity}`,
    jobChannel: (jobId) => `${prefix}:job:${jobId}`,
    answerChannel: (origin) => `${prefix}:answers:${origin}`,
    waitingRoom: (concertId) => WAITING_ROOM_PARTS.map((part) => `${prefix}:room:{${concertId}}:${part}`),
    waitingRoomUnannounced: (concertId) => `${prefix}:room:{${concertId}}:unannounced`,
    waitingRoomChannel: (concertId) => `${prefix}:room:{${concertId}}:news`,
    seatStatus: (performanceId) => `${prefix}:seats:{${performanceId}}`,
    seatVersion: (performanceId) => `${prefix}:seats:{${performanceId}}:version`,
    seatChannel: (performanceId) => `${prefix}:seats:{${performanceId}}:changes`,
  };
}
