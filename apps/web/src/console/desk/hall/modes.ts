import { seatAt } from '../../../seats/live/hall.ts';
import type { LiveHall } from '../../../seats/live/use-live-seats.ts';

export const MODES = ['sell', 'block', 'unblock'] as const;
export type Mode = (typeof MODES)[number];

/** A blocked seat has a price; a seat without one is never sold. */
export function canChoose(
  mode: Mode,
  { hall, board }: Pick<LiveHall, 'hall' | 'board'>,
  seatNumber: number,
): boolean {
  if (seatAt(hall.layout, seatNumber).price === null) return false;
  const status = board.statusOf(seatNumber);
  switch (mode) {
    case 'sell':
      return status === 'A' || status === 'N';
    case 'block':
      return status === 'A';
    case 'unblock':
      return status === 'N';
  }
}
