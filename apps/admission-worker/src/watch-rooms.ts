import type { RoomsTaken } from '@concert-mania/core/waiting-room/ports';
import type { Logger } from '@concert-mania/runtime/logger';

const LOG_EVERY_MS = 60_000;
/** A room that is overdue this long needs another admission-worker. */
const UNREADY_LAG_MS = 5_000;

export interface RoomWatch {
  onTaken(taken: RoomsTaken): void;
  onFault(concertId: string | null, err: unknown): void;
  /** For `/readyz`: rejects while a room is far overdue. */
  check(): Promise<void>;
}

/**
 * Logs overdue rooms and faults once a minute: hundreds of rooms may have the same fault every
 * second.
 */
export function watchRooms(log: Pick<Logger, 'warn'>, nowMs: () => number): RoomWatch {
  const lastLoggedMs = new Map<string, number>();
  const warn = (fields: object, message: string) => {
    const last = lastLoggedMs.get(message);
    if (last !== undefined && nowMs() - last < LOG_EVERY_MS) return;
    lastLoggedMs.set(message, nowMs());
    log.warn(fields, message);
  };
  let lagMs = 0;
  return {
    onTaken: (taken) => {
      lagMs = taken.lagMs;
      const { rooms, overdue } = taken;
      if (overdue > 0) warn({ rooms, overdue, lagMs }, 'waiting rooms overdue');
    },
    onFault: (concertId, err) => {
      if (concertId === null) warn({ err }, 'waiting rooms not asked for');
      else warn({ err, concertId }, 'no batch for a waiting room');
    },
    check: async () => {
      if (lagMs > UNREADY_LAG_MS) throw new Error(`a waiting room has been due for ${lagMs} ms`);
    },
  };
}
