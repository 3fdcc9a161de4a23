import type {
  DeskSaleForStaff,
  NoticeForStaff,
  RefundForStaff,
  ReservationsForStaff,
  TicketForStaff,
} from '@concert-mania/core/payments/lookup/reservation-for-staff';
import type { AccountId } from '@concert-mania/core/shared/ids';
import { recordAction } from '../../accounts/staff-actions.ts';
import { CLERK } from '../../box-office/desk-reader.ts';
import type { Queryable } from '../../connection/database.ts';
import { makeReservationReader } from '../../reservations/reservation-store.ts';
import { FOUND_COLUMNS, FOUND_TABLES, type FoundRow, toFound } from './found-rows.ts';

const REFUNDS = `select f.id, f.payment_id as "paymentId", f.amount, f.fee_amount as "feeAmount",
    f.seat_numbers as "seatNumbers", f.status, f.reason, f.created_at as "createdAt",
    exists (select from stuck_money s where s.refund_id = f.id and s.settled_at is null) as blocked
  from payments p join refunds f on f.payment_id = p.id where p.reservation_id = $1 order by f.id`;

const TICKETS = `select id, seat_number as "seatNumber", version, status, issued_at as "issuedAt",
    used_at as "usedAt", used_gate as "usedGate"
  from tickets where reservation_id = $1 order by id`;

// The index on accounts serves it; a notice of a reservation goes to its owner.
const NOTICES = `select template, channel, created_at as "createdAt", sent_at as "sentAt",
    given_up_reason as "givenUpReason"
  from notifications where account_id = $2 and subject_id = $1 order by created_at desc limit 50`;

const DESK_SALE = `select p.method, d.note, d.sold_at as "soldAt", ${CLERK} as "soldBy",
    json_build_object('name', d.holder_name, 'email', d.holder_email, 'phone', d.holder_phone) as holder
  from desk_sales d join accounts a on a.id = d.sold_by join payments p on p.reservation_id = d.reservation_id
  where d.reservation_id = $1`;

/** Reservations with all that belongs to them, in PostgreSQL. */
export function makeReservationsForStaff(db: Queryable): ReservationsForStaff {
  const reader = makeReservationReader(db);
  return {
    open: async (id, by) => {
      const [row] = await db.query<FoundRow>(
        `select ${FOUND_COLUMNS} from reservations r ${FOUND_TABLES} where r.id = $1`,
        [id],
      );
      if (!row) return null;
      const { concert, performance, account } = toFound(row);
      const accountId: AccountId = account.id;
      const [detail, [deskSale = null], refunds, tickets, notices] = await Promise.all([
        reader.find(accountId, id),
        db.query<DeskSaleForStaff>(DESK_SALE, [id]),
        db.query<RefundForStaff>(REFUNDS, [id]),
        db.query<TicketForStaff>(TICKETS, [id]),
        db.query<NoticeForStaff>(NOTICES, [id, accountId]),
        recordAction(db, by, 'reservation.viewed', id, { account: accountId }),
      ]);
      return detail && { ...detail, concert, performance, account, deskSale, refunds, tickets, notices };
    },
  };
}
