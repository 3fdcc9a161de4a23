import type { ConcertSettings, ConcertSettingsLookup } from '../catalogue/ports.ts';
import { keepRecent } from '../catalogue/recent-cache.ts';
import type { ConcertId } from '../shared/ids.ts';
import type { Serving } from './model.ts';
import type { WaitingRooms } from './ports.ts';
import { saleOver } from './sale-over.ts';

export interface ReadServingPorts {
  readonly concerts: ConcertSettingsLookup;
  readonly rooms: WaitingRooms;
  /** A monotonic clock, in milliseconds. */
  readonly nowMs: () => number;
}

/** Null if there is no such concert. */
export type ReadServing = (concertId: ConcertId) => Promise<Serving | null>;

export const SERVING_LIMITS = { maxAgeMs: 1_000, maxEntries: 1_000 } as const;

const OPEN_DOOR = {
  servingSequence: 0,
  waiting: 0,
  active: 0,
  admissionRatePerSecond: 0,
  shuffle: null,
} as const;

const DOOR_STATUS = { sale_closed: 'closed', sold_out: 'sold_out' } as const;

/** The state of a concert without a waiting room. */
function openDoor(settings: ConcertSettings): Omit<Serving, 'paused'> {
  const over = saleOver(settings);
  return { ...OPEN_DOOR, status: over === null ? 'open' : DOOR_STATUS[over] };
}

/** A room's public state, read at most once a second per concert. */
export function makeReadServing(ports: ReadServingPorts): ReadServing {
  const read = keepRecent(
    async (concertId: ConcertId) => {
      const settings = await ports.concerts.find(concertId);
      if (!settings?.published) return null;
      return settings.waitingRoomEnabled ? ports.rooms.serving(concertId, settings) : openDoor(settings);
    },
    SERVING_LIMITS,
    ports.nowMs,
  );
  return async (concertId) => {
    const serving = await read(concertId);
    if (serving === null) return null;
    // Read beside the cached state, so that a pause shows within a second.
    const paused = (await ports.concerts.find(concertId))?.paused ?? false;
    return { ...serving, paused };
  };
}
