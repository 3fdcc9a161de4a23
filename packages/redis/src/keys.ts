import type { ConcertId, JobId, PerformanceId } from '@concert-mania/core/shared/ids';

/** The only place that builds a Redis key. Keys that one script touches share a hash tag (Redis Cluster spec). */
export interface Keys {
  /** BullMQ's `prefix` of a queue. */
  queuePrefix(queue: string): string;
  /** What every key of a queue begins with. */
  queue(queue: string): string;
  /** The claim of an idempotency key: one for the whole system, whatever queue the command goes to. */
  idempotency(identity: string): string;
  /** The same claim beside the queue's keys, for a script that takes both. The claim of the whole system on one server. */
  idempotencyBeside(queue: string, identity: string): string;
  /** What probes write to see that Redis takes writes. */
  readonly probe: string;
  /** Where processes hear that the programme was edited. */
  readonly programmeChannel: string;
  /** Prefix of the counters of rate limits. */
  readonly ratePrefix: string;
  jobChannel(jobId: JobId): string;
  /** Where a process is told the outcomes of the commands it accepted. */
  answerChannel(origin: string): string;
  /** The rooms in which somebody waits, by when each is due for its next batch. */
  readonly dueRooms: string;
  /** Every key of a concert's waiting room, in the order in which its scripts take them. */
  waitingRoom(concertId: ConcertId): readonly string[];
  /** Of these, the admissions that are still to be announced. */
  waitingRoomUnannounced(concertId: ConcertId): string;
  waitingRoomChannel(concertId: ConcertId): string;
  /** The settings of a concert as they were read last. */
  waitingRoomSettings(concertId: ConcertId): string;
  /** One character per seat. */
  seatStatus(performanceId: PerformanceId): string;
  seatVersion(performanceId: PerformanceId): string;
  seatChannel(performanceId: PerformanceId): string;
  /** Up to which event the seats' states are known. */
  seatPosition(performanceId: PerformanceId): string;
  /** Exists while a process rebuilds the seats' states. */
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
 * Builds keys under a prefix, so that several systems (or test files) can share one Redis. On a cluster a queue has a hash
 * tag of its own; on one server the names stay as they always were.
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
    ratePrefix: `${prefix}:rate`,
    jobChannel: (jobId) => `${prefix}:job:${jobId}`,
    answerChannel: (origin) => `${prefix}:answers:${origin}`,
    waitingRoom: (concertId) => WAITING_ROOM_PARTS.map((part) => `${prefix}:room:{${concertId}}:${part}`),
    dueRooms: `${prefix}:rooms-due`,
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
