/** A place in a plan's own coordinates; y grows away from the top edge. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * A hall in pretix's seating-plan format (its seating-plan.schema.json, version 0.0.1; areas are left out). Positions add
 * up: zone + row + seat.
 */
export interface SeatingPlan {
  readonly name: string;
  readonly categories: readonly { readonly name: string; readonly color?: string }[];
  readonly zones: readonly PlanZone[];
  readonly size?: { readonly width: number; readonly height: number };
}

export interface PlanZone {
  readonly name?: string;
  readonly position: Point;
  readonly rows: readonly PlanRow[];
}

export interface PlanRow {
  readonly row_number: string;
  readonly position?: Point;
  readonly seats: readonly PlanSeat[];
}

export interface PlanSeat {
  readonly seat_guid: string;
  readonly seat_number: string;
  readonly position: Point;
  readonly category: string;
}

/** A seat of a venue, numbered without a gap, with its place in the hall. */
export interface VenueSeat {
  readonly seatNumber: number;
  readonly seatGuid: string;
  readonly zone: string;
  readonly row: string;
  readonly seat: string;
  readonly category: string;
  readonly x: number;
  readonly y: number;
  readonly accessible: boolean;
}

/** Lists a plan's seats with numbers 1…N in the order of the plan: zone by zone, row by row. */
export function flattenPlan(plan: SeatingPlan, accessibleSeats: ReadonlySet<string>): readonly VenueSeat[] {
  const places = plan.zones.flatMap((zone, index) =>
    zone.rows.flatMap((row) =>
      row.seats.map((seat) => ({ zone, name: zone.name || `${index + 1}`, row, seat })),
    ),
  );
  return places.map(({ zone, name, row, seat }, index) => ({
    seatNumber: index + 1,
    seatGuid: seat.seat_guid,
    zone: name,
    row: row.row_number,
    seat: seat.seat_number,
    category: seat.category,
    x: zone.position.x + (row.position?.x ?? 0) + seat.position.x,
    y: zone.position.y + (row.position?.y ?? 0) + seat.position.y,
    accessible: accessibleSeats.has(seat.seat_guid),
  }));
}
