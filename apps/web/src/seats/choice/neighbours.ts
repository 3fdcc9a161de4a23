import { makeSeatPlan, type PlannedSeat, type SeatPlan } from '@concert-mania/core/holds/choosing/seat-plan';
import type { Hall, SeatLayout } from '../live/hall.ts';
import type { Choice } from './choice.ts';

/** Which seats are side by side, by the rule with which the server decides it. */
export interface Neighbours {
  /** The seats of a zone. */
  readonly ofZone: (zoneIndex: number) => SeatPlan;
  readonly ofHall: () => SeatPlan;
}

/** Arranges the seats of a zone when it is first asked for, because a whole hall takes longer. */
export function makeNeighbours({ layout, zones, seats }: Hall): Neighbours {
  const plans = new Map<number, SeatPlan>();
  let whole: SeatPlan | null = null;
  return {
    ofZone: (zoneIndex) => {
      const known = plans.get(zoneIndex);
      if (known !== undefined) return known;
      const rows = zones[zoneIndex]?.rows ?? [];
      const plan = planOf(
        layout,
        rows.flatMap(({ seatNumbers }) => seatNumbers),
      );
      plans.set(zoneIndex, plan);
      return plan;
    },
    ofHall: () => {
      whole ??= planOf(
        layout,
        Array.from({ length: seats }, (_, at) => at + 1),
      );
      return whole;
    },
  };
}

/** A new row begins where the name of the zone or of the row changes. */
export function planOf({ seats, focalPoint }: SeatLayout, seatNumbers: readonly number[]): SeatPlan {
  let zoneIndex = -1;
  let rowIndex = -1;
  let before: { readonly zone: string; readonly row: string } | null = null;
  const planned = seatNumbers.map((seatNumber): PlannedSeat => {
    const at = seatNumber - 1;
    const zone = seats.zone[at] ?? '';
    const row = seats.row[at] ?? '';
    const isNewZone = before?.zone !== zone;
    if (isNewZone) zoneIndex += 1;
    if (isNewZone || before?.row !== row) rowIndex += 1;
    before = { zone, row };
    return {
      ...{ seatNumber, seatGuid: '', zone, row, zoneIndex, rowIndex },
      label: seats.label[at] ?? '',
      category: seats.grade[at] ?? '',
      accessible: seats.accessible[at] ?? false,
      x: seats.x[at] ?? 0,
      y: seats.y[at] ?? 0,
    };
  });
  return makeSeatPlan(planned, focalPoint);
}

/**
 * The free seats that the choice would leave without a free neighbour. `best available` avoids them
 * too. Seats outside of the plan are left out.
 */
export function orphansOf(
  choice: Choice,
  { byNumber, blocks }: SeatPlan,
  isFree: (seatNumber: number) => boolean,
): readonly number[] {
  const chosen = new Set(choice);
  const orphans = new Set<number>();
  for (const seatNumber of choice) {
    const seat = byNumber.get(seatNumber);
    if (seat === undefined) continue;
    const block = blocks[seat.block] ?? [];
    const isLeft = (place: number): boolean => {
      const other = block[place]?.seatNumber;
      return other !== undefined && isFree(other) && !chosen.has(other);
    };
    for (const place of [seat.place - 1, seat.place + 1]) {
      const other = block[place]?.seatNumber;
      if (other === undefined || !isLeft(place)) continue;
      if (!isLeft(place - 1) && !isLeft(place + 1)) orphans.add(other);
    }
  }
  return [...orphans].sort((a, b) => a - b);
}

/** Whether the seats are side by side in one block. */
export function areTogether(choice: Choice, { byNumber }: SeatPlan): boolean {
  const seats = choice.map((seatNumber) => byNumber.get(seatNumber));
  const places = seats.map((seat) => seat?.place ?? 0).sort((a, b) => a - b);
  const first = places[0] ?? 0;
  return (
    seats.every((seat) => seat !== undefined && seat.block === seats[0]?.block) &&
    places.every((place, at) => place === first + at)
  );
}
