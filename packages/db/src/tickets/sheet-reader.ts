import type { PerformanceFacts, SheetReader, UnsignedSheet } from '@concert-mania/core/tickets/ticket-sheet';
import { batchByTurn } from '@concert-mania/runtime/async/batch-calls';
import { prepared, type Queryable } from '../connection/database.ts';

interface PerformanceRow {
  performance_id: string;
  concert_id: string;
  title: string;
  artist: string;
  venue_name: string;
  venue_address: string;
  starts_at: Date;
  cancelled: boolean;
  date_changes: number;
}

interface SheetRow extends PerformanceRow {
  reservation_id: string;
  holder: string;
  locale: UnsignedSheet['locale'];
  tickets: UnsignedSheet['tickets'];
}

const PERFORMANCE = `p.id as performance_id, c.id as concert_id, c.title, c.artist, p.starts_at,
  v.name as venue_name, v.address as venue_address, p.cancelled_at is not null as cancelled, p.date_changes`;
const JOINED = 'join concerts c on c.id = p.concert_id join venues v on v.id = c.venue_id';

const toPerformance = (row: PerformanceRow): PerformanceFacts => ({
  performanceId: row.performance_id,
  concertId: row.concert_id,
  concertTitle: row.title,
  artist: row.artist,
  venueName: row.venue_name,
  venueAddress: row.venue_address,
  startsAt: row.starts_at,
  cancelled: row.cancelled,
  changes: row.date_changes,
});

const MOST_AT_ONCE = 100;

/** Reads what a file for fans shows. Sheets asked for in one turn are read by one statement. */
export const makeSheetReader = (db: Queryable): SheetReader => {
  const find = batchByTurn(async (accountId, ids: readonly string[]) => {
    const rows = await db.query<SheetRow>(SHEET_SQL, [ids, accountId === '' ? null : accountId]);
    const found = new Map(rows.map((row) => [row.reservation_id, toSheet(row)]));
    return ids.map((id) => found.get(id) ?? null);
  }, MOST_AT_ONCE);
  return {
    find: (id, accountId) => find(accountId ?? '', id),
    findPerformance: async (id) => {
      const [row] = await db.query<PerformanceRow>(
        `select ${PERFORMANCE} from performances p ${JOINED} where p.id = $1`,
        [id],
      );
      return row ? toPerformance(row) : null;
    },
  };
};

const toSheet = (row: SheetRow): UnsignedSheet => {
  const { reservation_id: reservationId, holder, locale, tickets } = row;
  return { ...toPerformance(row), reservationId, holder, locale, tickets };
};

// The words for a seat are those that the reservation was made with.
const SHEET_SQL = prepared(`
  select ${PERFORMANCE}, r.id as reservation_id, a.locale,
    case when d.reservation_id is null then a.name else coalesce(d.holder_name, '') end as holder,
    coalesce((
      select json_agg(json_build_object('id', t.id, 'seatNumber', t.seat_number, 'version', t.version,
        'used', t.status = 'used', 'label', s.label, 'grade', s.grade, 'price', s.price) order by t.seat_number)
      from tickets t
      join json_to_recordset(r.seats) as s ("seatNumber" int, label text, grade text, price bigint)
        on s."seatNumber" = t.seat_number
      where t.reservation_id = r.id and t.status <> 'void'
    ), '[]') as tickets
  from reservations r
  join accounts a on a.id = r.account_id
  left join desk_sales d on d.reservation_id = r.id
  join performances p on p.id = r.performance_id ${JOINED}
  where r.id = any($1::text[]) and ($2::text is null or r.account_id = $2)`);
