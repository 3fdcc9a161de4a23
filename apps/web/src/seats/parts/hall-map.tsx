import type { SeatChange } from '../live/seat-board.ts';
import type { LiveHall } from '../live/use-live-seats.ts';

export interface HallMapHandle {
  change(changes: readonly SeatChange[]): void;
  focusSeat(seatNumber: number): void;
  showZone(zone: string): void;
}

interface HallMapProps {
  readonly live: LiveHall;
  readonly choice: ReadonlySet<number>;
  readonly map: { current: HallMapHandle | null };
  readonly onPick: (seatNumber: number) => void;
}

export function HallMap({ live }: HallMapProps) {
  return <p>{live.hall.seats}</p>;
}
