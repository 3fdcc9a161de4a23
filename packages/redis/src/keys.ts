import type { ConcertId, JobId, PerformanceId } from '@concert-mania/core/shared/ids';

/** The only place that builds Redis keys. Keys of one script share a hash tag (Redis Cluster). */
export interface Keys {
  /** BullMQ's `prefix` for the queue. */
  queuePrefix(queue: string): string;
  /** The prefix of every key of a queue. */
  queue(queue: string): string;
  /** The system-wide claim of an idempotency key. */
  idempotency(identity: string): string;
  /**
   * The claim in the queue's hash tag, for a script that uses both. On one server it equals the
   * above.
   */
  idempotencyBeside(queue: string, identity: string): string;
  /** The key that probes write to. */
  readonly probe: string;
  /** Channel for edits of the programme. */
  readonly programmeChannel: string;
  /** Channel for ended sessions. */
  readonly sessionChannel: string;
  /** Login attempts, by digest. */
  guesses(digest: string): string;
  /** Prefix of rate-limit counters. */
  readonly ratePrefix: string;
  jobChannel(jobId: JobId): string;
  /** A process's channel for the outcomes of commands it accepted. */
  answerChannel(origin: string): string;
  /** The served rooms, ordered by when each is due for its next batch. */
  readonly dueRooms: string;
  /** Channel for rooms that were added to the served ones. */
  readonly dueRoomsChannel: string;
  /** All keys of a concert's waiting room, in the order its scripts expect. */
  waitingRoom(concertId: ConcertId): readonly string[];
  /** The key of admissions not yet announced. */
  waitingRoomUnannounced(concertId: ConcertId): string;
  waitingRoomChannel(concertId: ConcertId): string;
  /** The last known settings of a concert. */
  waitingRoomSettings(concertId: ConcertId): string;
  /** One character per seat. */
  seatStatus(performanceId: PerformanceId): string;
  seatVersion(performanceId: PerformanceId): string;
  seatChannel(performanceId: PerformanceId): string;
  /** The log position of the last event that the seat states include. */
  seatPosition(performanceId: PerformanceId): string;
  /** Exists while a process rebuilds the seat map. */
  seatRebuild(performanceId: PerformanceId): string;
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
  'past',
] as const;

/**
 * Builds keys with a prefix, so that several systems or test files can share one Redis. On a
 * cluster each queue has its own hash tag.
 */
export function makeKeys(prefix = 'cm', layout: 'server' | 'cluster' = 'server'): Keys {
  const queuePrefix = (queue: string) => (layout === 'cluster' ? `{${prefix}:q:${queue}}` : `${prefix}:q`);
  const idempotency = (identity: string) => `${prefix}:idem:${identity}`;
  return {
    queuePrefix,
    queue: (queue) => `${queuePrefix(queue)}:${queue}:`,
    idempotency,
    idempotencyBeside: (queue, identity) =>
      layout === 'cluster' ? `${queuePrefix(queue)}:idem:${identity}` : idempotency(identity),
    probe: `${prefix}:probe`,
    programmeChannel: `${prefix}:programme`,
    sessionChannel: `${prefix}:sessions-ended`,
    guesses: (digest) => `${prefix}:guesses:${digest}`,
    ratePrefix: `${prefix}:rate`,
    jobChannel: (jobId) => `${prefix}:job:${jobId}`,
    answerChannel: (origin) => `${prefix}:answers:${origin}`,
    waitingRoom: (concertId) => WAITING_ROOM_PARTS.map((part) => `${prefix}:room:{${concertId}}:${part}`),
    dueRooms: `${prefix}:rooms-due`,
    dueRoomsChannel: `${prefix}:room-added`,
    waitingRoomUnannounced: (concertId) => `${prefix}:room:{${concertId}}:unannounced`,
    waitingRoomSettings: (concertId) => `${prefix}:room:{${concertId}}:settings`,
    waitingRoomChannel: (concertId) => `${prefix}:room:{${concertId}}:news`,
    seatStatus: (performanceId) => `${prefix}:seats:{${performanceId}}`,
    seatVersion: (performanceId) => `${prefix}:seats:{${performanceId}}:version`,
    seatChannel: (performanceId) => `${prefix}:seats:{${performanceId}}:changes`,
    seatPosition: (performanceId) => `${prefix}:seats:{${performanceId}}:position`,
    seatRebuild: (performanceId) => `${prefix}:seats:{${performanceId}}:rebuild`,
  };
}
