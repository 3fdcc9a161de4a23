import { setTimeout as delay } from 'node:timers/promises';
import {
  type ExpiryStore,
  type ExpirySweep,
  expireHolds,
  type SeatReturns,
} from '@concert-mania/core/holds/expire-holds';
import type { ReservationId } from '@concert-mania/core/shared/ids';
import type { Logger } from '@concert-mania/runtime/logger';

export interface SweepLoopOptions {
  readonly store: ExpiryStore;
  readonly returns: SeatReturns;
  /** From the start of one sweep to the start of the next. */
  readonly everyMs: number;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** Called after each complete sweep. */
  readonly onSweep: (
    sweep: ExpirySweep & { readonly knownBroken: number; readonly returnedSeats: number },
  ) => void;
}

export interface SweepLoop {
  /** Rejects while sweeps fail. */
  check(): Promise<void>;
  /** Ends after the batch under way. */
  stop(): Promise<void>;
}

/** A broken hold is tried again, and told of again, after this long: somebody may have put it right. */
const BROKEN_AGAIN_MS = 60_000;

/** Sweeps overdue holds, and cancelled seats that are due to return, again and again. While the database is away it keeps trying at the same pace. */
export function startSweepLoop(options: SweepLoopOptions): SweepLoop {
  const stopping = new AbortController();
  let failures = 0;
  const knownBroken = new Set<ReservationId>();
  let knownSinceMs = performance.now();

  const sweep = async (): Promise<void> => {
    const startedMs = performance.now();
    try {
      if (startedMs - knownSinceMs > BROKEN_AGAIN_MS) {
        knownBroken.clear();
        knownSinceMs = startedMs;
      }
      const swept = await expireHolds(options.store, stopping.signal, knownBroken);
      for (const { id, error } of swept.broken) {
        knownBroken.add(id);
        options.log.error({ reservationId: id, err: error }, 'hold cannot be ended');
      }
      const returnedSeats = await options.returns.returnDue();
      options.onSweep({ ...swept, knownBroken: knownBroken.size, returnedSeats });
      if (failures > 0) options.log.info({ failures }, 'sweeps again');
      failures = 0;
      if (swept.latenessMs.length > 0) {
        const durationMs = Math.round(performance.now() - startedMs);
        const latestMs = Math.round(Math.max(...swept.latenessMs));
        options.log.info({ expired: swept.latenessMs.length, latestMs, durationMs }, 'holds expired');
      }
    } catch (err) {
      failures += 1;
      // The first failure is news, the same one twice a second is not.
      if (failures === 1) options.log.error({ err }, 'sweep failed');
    }
  };

  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const startedMs = performance.now();
      await sweep();
      const restMs = Math.max(0, options.everyMs - (performance.now() - startedMs));
      await delay(restMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const ended = loop();

  return {
    check: async () => {
      if (failures > 0) throw new Error('the last sweep failed');
    },
    stop: () => {
      stopping.abort();
      return ended;
    },
  };
}
