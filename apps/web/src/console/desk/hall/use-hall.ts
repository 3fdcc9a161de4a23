import { useRef } from 'preact/hooks';
import type { SeatMap } from '../../../seat-map/seat-map.ts';
import { type LiveHall, useLiveSeats } from '../../../seats/live/use-live-seats.ts';
import type { Loaded } from '../../../shell/loading/use-loaded.ts';

export interface DeskHall {
  readonly loaded: Loaded<LiveHall>;
  readonly map: { current: SeatMap | null };
}

/** The seats of a performance, live. The map draws each change at once. */
export function useHall(performanceId: string): DeskHall {
  const map = useRef<SeatMap | null>(null);
  const loaded = useLiveSeats(performanceId, { onChanges: (changes) => map.current?.change(changes) });
  return { loaded, map };
}
