import {
  type ExpiryStore,
  type ExpirySweep,
  expireHolds,
  type SeatReturns,
} from '@concert-mania/core/holds/expire-holds';
import type { ReservationId } from '@concert-mania/core/shared/ids';
import { type Repetition, repeat } from '@concert-mania/runtime/async/repeat';
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

/** A hold that cannot be ended is tried and logged again after this long. */
const BROKEN_AGAIN_MS = 60_000;

/** Sweeps overdue holds and returns cancelled seats that are due. Rests between sweeps. */
export function startSweepLoop(options: SweepLoopOptions): Repetition {
  const { store, returns, everyMs, log, onSweep } = options;
  const knownBroken = new Set<ReservationId>();
  let knownSinceMs = performance.now();

  const sweep = async (startedMs: number, signal: AbortSignal): Promise<void> => {
    if (startedMs - knownSinceMs > BROKEN_AGAIN_MS) {
      knownBroken.clear();
      knownSinceMs = startedMs;
    }
    const swept = await expireHolds(store, signal, knownBroken);
    for (const { id, error } of swept.broken) {
      knownBroken.add(id);
      log.error({ reservationId: id, err: error }, 'hold cannot be ended');
    }
    const returnedSeats = await returns.returnDue();
    onSweep({ ...swept, knownBroken: knownBroken.size, returnedSeats });
    if (swept.latenessMs.length === 0) return;
    const durationMs = Math.round(performance.now() - startedMs);
    const latestMs = Math.round(Math.max(...swept.latenessMs));
    log.info({ expired: swept.latenessMs.length, latestMs, durationMs }, 'holds expired');
  };

  return repeat({
    round: async (signal) => {
      const startedMs = performance.now();
      await sweep(startedMs, signal);
      return Math.max(0, everyMs - (performance.now() - startedMs));
    },
    restMs: everyMs,
    onFailing: (err) => log.error({ err }, 'sweep failed'),
    onRecovered: (failures) => log.info({ failures }, 'sweeps succeed again'),
  });
}
