import type { ConcertId } from '../shared/ids.ts';
import type { AdmitBatch } from './admit-batch.ts';

/** How often a room's schedule fires. */
export const TICK_MS = 1_000;
/** A tick goes on until the next one is surely under way: a gap between them would be admissions lost. */
export const TICK_LASTS_MS = 1_500;

export interface TickRoomPorts {
  readonly admitBatch: AdmitBatch;
  /** A clock that only goes forward, milliseconds. Only paces; whether a fan may enter is the room's own clock. */
  readonly nowMs: () => number;
  /** Resolves after the time or at the abort. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Admits batch after batch until the next tick has taken over, each as soon as the one before says that it can admit somebody.
 * Answers how many were admitted. Ends early when the room comes to rest or the signal aborts.
 */
export function makeTickRoom(
  ports: TickRoomPorts,
): (concertId: ConcertId, signal: AbortSignal) => Promise<{ readonly admitted: number }> {
  return async (concertId, signal) => {
    const endMs = ports.nowMs() + TICK_LASTS_MS;
    let admitted = 0;
    while (!signal.aborted) {
      const batch = await ports.admitBatch(concertId);
      if (batch === null) break;
      admitted += batch.admitted.length;
      if (ports.nowMs() + batch.pauseMs >= endMs) break;
      await ports.sleep(batch.pauseMs, signal);
    }
    return { admitted };
  };
}
