import type { ConcertSettingsLookup } from '../catalog/ports.ts';
import { keepRecent } from '../catalog/recent-cache.ts';
import type { ConcertId } from '../shared/ids.ts';
import type { Serving } from './model.ts';
import type { WaitingRooms } from './ports.ts';

export interface ReadServingPorts {
  readonly concerts: ConcertSettingsLookup;
  readonly rooms: WaitingRooms;
  /** A clock that only goes forward, milliseconds. */
  readonly nowMs: () => number;
}

/** Null when there is no such concert. */
export type ReadServing = (concertId: ConcertId) => Promise<Serving | null>;

export const SERVING_LIMITS = { maxAgeMs: 1_000, maxEntries: 1_000 } as const;

const OPEN_DOOR: Serving = {
  status: 'open',
  servingSequence: 0,
  waiting: 0,
  active: 0,
  admissionRatePerSecond: 0,
  shuffle: null,
};

/** What a room tells everybody, made at most once a second per concert however many ask. */
export function makeReadServing(ports: ReadServingPorts): ReadServing {
  return keepRecent(
    async (concertId: ConcertId) => {
      const settings = await ports.concerts.find(concertId);
      if (!settings?.published) return null;
      return settings.waitingRoomEnabled ? ports.rooms.serving(concertId, settings) : OPEN_DOOR;
    },
    SERVING_LIMITS,
    ports.nowMs,
  );
}
