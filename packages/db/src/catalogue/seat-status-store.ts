import type { SeatStatus, SeatStatusChange } from '@concert-mania/core/catalogue/model';
import type { SeatStatusReader } from '@concert-mania/core/catalogue/ports';
import type { Queryable } from '../connection/database.ts';
import { STATUS } from './seats-on-sale.ts';

const LIVE_STATUS = `case when r.status in ('held', 'paying') then 'H' when r.status in ('confirmed', 'cancelling') then 'S' end`;

// A live reservation owns its seats. The seats of an ended one may have a new owner, so only those
// rows are read. One text per performance ('17H 18A') is cheaper than one row per seat.
export const READ_TOUCHED_SEATS = `
  with touched as (
    select r.performance_id, (seat.value ->> 'seatNumber')::int as seat_number, max(${LIVE_STATUS}) as live_status
    from reservations r cross join lateral json_array_elements(r.seats) as seat where r.id = any($1) group by 1, 2
  )
  select t.performance_id, string_agg(t.seat_number || coalesce(t.live_status, (
      select ${STATUS} from seats where performance_id = t.performance_id and seat_number = t.seat_number
    )), ' ') as seats
  from touched t group by t.performance_id`;

export const READ_SEAT_CHANGES = `
  select s.performance_id, string_agg(s.seat_number || ${STATUS}, ' ') as seats
  from (
    select distinct coalesce(e.payload ->> 'performanceId', e.stream) as performance_id, n.seat_number::int as seat_number
    from unnest($1::text[], $2::int[]) as wanted (stream, version)
    join domain_events e using (stream, version)
    cross join lateral json_array_elements_text(e.payload -> 'seatNumbers') as n (seat_number)) as changed
  join seats s on s.performance_id = changed.performance_id and s.seat_number = changed.seat_number
  group by s.performance_id`;

export const READ_ALL_SEATS = `
  select coalesce(string_agg(${STATUS}, '' order by seat_number), '') as availability
  from seats where performance_id = $1`;

/** Reads the owners of seats; each call is one statement and so one moment. */
export function makeSeatStatusReader(db: Queryable): SeatStatusReader {
  return {
    ofReservations: async (ids) => {
      const rows = await db.query<ChangedRow>(READ_TOUCHED_SEATS, [ids]);
      // Null if none of the seats exists, which only a broken row can cause.
      return toChanges(rows);
    },
    ofSeatChanges: async (events) => {
      const streams = events.map(({ stream }) => stream);
      const versions = events.map(({ version }) => version);
      return toChanges(await db.query<ChangedRow>(READ_SEAT_CHANGES, [streams, versions]));
    },
    ofAll: async (performanceId) => {
      const [row] = await db.query<{ availability: string }>(READ_ALL_SEATS, [performanceId]);
      return row?.availability ?? '';
    },
  };
}

interface ChangedRow {
  performance_id: string;
  seats: string | null;
}

const toChanges = (rows: readonly ChangedRow[]): ReadonlyMap<string, readonly SeatStatusChange[]> =>
  new Map(rows.map((row) => [row.performance_id, row.seats?.split(' ').map(toChange) ?? []]));

const toChange = (text: string): SeatStatusChange => [
  Number(text.slice(0, -1)),
  text.slice(-1) as SeatStatus,
];
