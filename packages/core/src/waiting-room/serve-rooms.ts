import type { ConcertId } from '../shared/ids.ts';
import type { AdmitBatch, BatchReport } from './admit-batch.ts';
import type { DueRooms, HandledRoom, RoomsTaken } from './ports.ts';

/** The limit of concurrent batches in one process. A batch mostly waits for answers. */
export const ROOMS_AT_ONCE = 100;
/** The minimum interval between rounds, so that many rooms share one call. */
const ROUND_MS = 10;
/** The longest pause between queries, because other processes add rooms too. */
const IDLE_MS = 1_000;
/**
 * Without holds a process takes only rooms that others left, which query at least once a second.
 */
const LEFT_BY_OTHERS_MS = 1_500;
/** Pause before the next batch of a room whose batch failed. */
const FAILED_PAUSE_MS = 1_000;

export interface ServeRoomsPorts {
  readonly rooms: DueRooms;
  readonly admitBatch: AdmitBatch;
  /** Whether holds can be decided. If not, batches only pause the rooms. */
  readonly canHold: () => Promise<boolean>;
  /** A monotonic clock, in milliseconds. */
  readonly nowMs: () => number;
  /** Resolves after the time or on abort. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly onTaken: (taken: RoomsTaken) => void;
  readonly onBatch: (concertId: ConcertId, batch: BatchReport | null) => void;
  /** `concertId` is null if the query for due rooms failed. */
  readonly onFault: (concertId: ConcertId | null, error: unknown) => void;
}

export interface ServingRooms {
  /** A room may have become due: queries at once. */
  wake(): void;
  /** Resolves when the running batches have ended and other processes may take their rooms. */
  stop(): Promise<void>;
}

interface Handled {
  readonly concertId: ConcertId;
  readonly dueMs: number;
}

/**
 * Admits batch by batch in every due room until stopped. A full room uses no slot.
 * Several processes share the rooms.
 */
export function startServingRooms(ports: ServeRoomsPorts): ServingRooms {
  const { rooms, nowMs } = ports;
  const underWay = new Map<ConcertId, Promise<void>>();
  const handled: Handled[] = [];
  const stopping = new AbortController();
  let awake = new AbortController();
  const wake = () => awake.abort();

  const serve = async (concertId: ConcertId): Promise<void> => {
    let pauseMs: number | null = FAILED_PAUSE_MS;
    try {
      const batch = await ports.admitBatch(concertId);
      ports.onBatch(concertId, batch);
      pauseMs = batch?.pauseMs ?? null;
    } catch (error) {
      ports.onFault(concertId, error);
    }
    // A room without a pause was removed by its batch and is no longer due.
    if (pauseMs !== null) handled.push({ concertId, dueMs: nowMs() + pauseMs });
    underWay.delete(concertId);
    wake();
  };

  /** Returns for how long no room will be due. */
  const round = async (most: number): Promise<number> => {
    const back = handled.splice(0);
    try {
      const dueForMs = (await ports.canHold()) ? 0 : LEFT_BY_OTHERS_MS;
      const taken = await rooms.take(back.map(inTime(nowMs())), most, dueForMs);
      ports.onTaken(taken);
      for (const concertId of taken.concertIds) {
        // A draw may outlast the time the room was taken for, so it can be offered again.
        if (!underWay.has(concertId)) underWay.set(concertId, serve(concertId));
      }
      return taken.nextDueMs ?? IDLE_MS;
    } catch (error) {
      handled.push(...back);
      ports.onFault(null, error);
      return FAILED_PAUSE_MS;
    }
  };

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      awake = new AbortController();
      const most = ROOMS_AT_ONCE - underWay.size;
      const quietMs = await round(most);
      await ports.sleep(ROUND_MS, stopping.signal);
      const signal = AbortSignal.any([awake.signal, stopping.signal]);
      const waitMs = Math.min(quietMs, IDLE_MS) - ROUND_MS;
      if (waitMs > 0 || most === 0) await ports.sleep(Math.max(waitMs, ROUND_MS), signal);
    }
    await Promise.all(underWay.values());
    await round(0);
  };
  const running = run();
  return {
    wake,
    stop: () => {
      stopping.abort();
      return running;
    },
  };
}

const inTime =
  (now: number) =>
  ({ concertId, dueMs }: Handled): HandledRoom => ({
    concertId,
    dueInMs: Math.max(0, Math.round(dueMs - now)),
  });
