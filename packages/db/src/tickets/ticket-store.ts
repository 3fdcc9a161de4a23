import { seatLabel } from '@concert-mania/core/catalogue/seat-label';
import type { Ticket } from '@concert-mania/core/tickets/model';
import type { TicketDetail, TicketReader } from '@concert-mania/core/tickets/ports';
import type { Queryable } from '../connection/database.ts';

export interface TicketRow {
  id: string;
  reservation_id: string;
  performance_id: string;
  seat_number: number;
  version: number;
  status: Ticket['status'];
  issued_at: Date;
}

export const TICKET_COLUMNS =
  't.id, t.reservation_id, t.performance_id, t.seat_number, t.version, t.status, t.issued_at';

export const toTicket = (row: TicketRow): Ticket => ({
  id: row.id,
  reservationId: row.reservation_id,
  performanceId: row.performance_id,
  seatNumber: row.seat_number,
  version: row.version,
  status: row.status,
  issuedAt: row.issued_at,
});

type DetailRow = TicketRow & {
  label: string | null;
  zone: string;
  row_name: string;
  seat_name: string;
  grade: string;
};

// From the plan and not from the reservation, which forgets a seat that it gave up.
const DETAILS = `${TICKET_COLUMNS}, v.label, v.zone, v.row_name, v.seat_name, coalesce(g.grade, v.category) as grade`;
const SEATS = `join performances p on p.id = t.performance_id join concerts c on c.id = p.concert_id
  join venue_seats v on v.venue_id = c.venue_id and v.seat_number = t.seat_number
  left join performance_prices g on g.performance_id = p.id and g.category = v.category`;

const toDetail = (row: DetailRow): TicketDetail => ({
  ticket: toTicket(row),
  label: row.label ?? seatLabel({ zone: row.zone, row: row.row_name, seat: row.seat_name }),
  grade: row.grade,
});

/** Reads an account's tickets: one statement per page of any size. */
export const makeTicketReader = (db: Queryable): TicketReader => ({
  find: async (accountId, id) => {
    const [row] = await db.query<DetailRow>(
      `select ${DETAILS} from tickets t join reservations r on r.id = t.reservation_id ${SEATS}
       where t.id = $1 and r.account_id = $2`,
      [id, accountId],
    );
    return row ? toDetail(row) : null;
  },
  listOf: async (accountId, id) => {
    const rows = await db.query<DetailRow | { id: null }>(
      `select d.* from reservations r left join lateral (
         select ${DETAILS} from tickets t ${SEATS} where t.reservation_id = r.id) d on true
       where r.id = $1 and r.account_id = $2 order by d.id`,
      [id, accountId],
    );
    return rows.length === 0 ? null : rows.flatMap((row) => (row.id === null ? [] : [toDetail(row)]));
  },
  list: async (accountId, { after, limit }) => {
    // One row more than requested shows whether there is a next page.
    const rows = await db.query<DetailRow>(
      `select ${DETAILS} from reservations r join tickets t on t.reservation_id = r.id ${SEATS}
       where r.account_id = $1 and ($2::text is null or r.id <= $2 and (r.id < $2 or t.id > $3))
       order by r.id desc, t.id limit $4`,
      [accountId, after?.reservationId ?? null, after?.ticketId ?? null, limit + 1],
    );
    return { items: rows.slice(0, limit).map(toDetail), more: rows.length > limit };
  },
});
