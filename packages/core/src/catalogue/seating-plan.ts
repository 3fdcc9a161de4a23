import { cleanText } from '../shared/visible-text.ts';
import { seatLabel } from './seat-label.ts';

/** A place in a plan's own coordinates; y grows away from the top edge. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * A hall in pretix's format (seating-plan.schema.json, version 0.0.1, without areas). Positions add
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
  readonly row_label?: string | null;
  readonly seat_label?: string | null;
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
  /** The zone and row of the plan, each counted from 0 over the whole plan. Names may repeat. */
  readonly zoneIndex: number;
  readonly rowIndex: number;
  /** The seat's label on tickets. */
  readonly label: string;
  readonly category: string;
  readonly x: number;
  readonly y: number;
  readonly accessible: boolean;
}

/** Lists a plan's seats, numbered 1…N in plan order: zone by zone, row by row. */
export function flattenPlan(plan: SeatingPlan, accessibleSeats: ReadonlySet<string>): readonly VenueSeat[] {
  const rows = plan.zones.flatMap((zone, zoneIndex) => zone.rows.map((row) => ({ zone, zoneIndex, row })));
  const places = rows.flatMap(({ zone, zoneIndex, row }, rowIndex) => {
    // A zone without a name gets its number as its name.
    const name = cleanText(zone.name ?? '') || `${zoneIndex + 1}`;
    const position = {
      x: zone.position.x + (row.position?.x ?? 0),
      y: zone.position.y + (row.position?.y ?? 0),
    };
    return row.seats.map((seat) => ({ name, position, zoneIndex, rowIndex, row, seat }));
  });
  return places.map(({ name, position, zoneIndex, rowIndex, row, seat }, index) => ({
    seatNumber: index + 1,
    seatGuid: seat.seat_guid,
    zone: name,
    row: cleanText(row.row_number),
    seat: cleanText(seat.seat_number),
    zoneIndex,
    rowIndex,
    label: seatLabel({
      zone: name,
      row: row.row_number,
      seat: seat.seat_number,
      rowLabel: row.row_label,
      seatLabel: row.seat_label,
    }),
    category: cleanText(seat.category),
    x: position.x + seat.position.x,
    y: position.y + seat.position.y,
    accessible: accessibleSeats.has(seat.seat_guid),
  }));
}
