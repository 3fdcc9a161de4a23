import type { VenueSeat } from '@concert-mania/core/catalogue/seating-plan';
import { sectionsOf } from '@concert-mania/core/catalogue/venue-sections';
import type { VenueId } from '@concert-mania/core/shared/ids';
import type { Queryable } from '../connection/database.ts';

export interface NewVenue {
  readonly id: VenueId;
  readonly name: string;
  readonly address: string;
  /** The point that the audience looks at, in the plan's coordinates. */
  readonly focalPoint: { readonly x: number; readonly y: number };
  readonly seats: readonly VenueSeat[];
}

/** Inserts a venue and all its seats in two statements. Run it in a transaction. */
export async function createVenue(tx: Queryable, venue: NewVenue): Promise<void> {
  await tx.query(
    `insert into venues (id, name, address, focal_x, focal_y, seat_count, sections)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      venue.id,
      venue.name,
      venue.address,
      venue.focalPoint.x,
      venue.focalPoint.y,
      venue.seats.length,
      JSON.stringify(sectionsOf(venue.seats)),
    ],
  );
  await tx.query(
    `insert into venue_seats
       (venue_id, seat_number, seat_guid, zone, row_name, seat_name, category, x, y, accessible,
        zone_index, row_index, label)
     select $1, * from unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
       $8::double precision[], $9::double precision[], $10::boolean[], $11::int[], $12::int[], $13::text[])`,
    [
      venue.id,
      venue.seats.map((seat) => seat.seatNumber),
      venue.seats.map((seat) => seat.seatGuid),
      venue.seats.map((seat) => seat.zone),
      venue.seats.map((seat) => seat.row),
      venue.seats.map((seat) => seat.seat),
      venue.seats.map((seat) => seat.category),
      venue.seats.map((seat) => seat.x),
      venue.seats.map((seat) => seat.y),
      venue.seats.map((seat) => seat.accessible),
      venue.seats.map((seat) => seat.zoneIndex),
      venue.seats.map((seat) => seat.rowIndex),
      venue.seats.map((seat) => seat.label),
    ],
  );
}
