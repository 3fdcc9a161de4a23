import { makeStaffActions } from '@concert-mania/db/accounts/staff-actions';
import type { Database } from '@concert-mania/db/connection/database';
import { makePaymentReader } from '@concert-mania/db/money/payments/payment-store';
import { makeWalletStore } from '@concert-mania/db/money/wallet/wallet-store';
import { makeExpiryStore } from '@concert-mania/db/reservations/expiry-store';
import { makeReservationReader } from '@concert-mania/db/reservations/reservation-store';
import { makeSheetReader } from '@concert-mania/db/tickets/sheet-reader';
import { makeTicketReader } from '@concert-mania/db/tickets/ticket-store';
import { type ExplainedQuery, PAGE_BLOCKS, queries } from './explained-query.ts';
import { idOf, REGULAR } from './load-history.ts';

const PAGE = { before: null, limit: 20 } as const;
const ANY_ACTION = { accountId: null, action: null, subject: null, from: null, to: null };

const staff = (filter: { readonly accountId?: string; readonly subject?: string }) => (db: Database) =>
  makeStaffActions(db).list({ ...PAGE, filter: { ...ANY_ACTION, ...filter } });

/** Reads of one fan's history and of lists of everybody. `n` is a reservation of that fan. */
export function fanQueries(n: number): readonly ExplainedQuery[] {
  const reservation = idOf('res', n);
  const after = { reservationId: reservation, ticketId: idOf('tkt', n) };
  return queries(PAGE_BLOCKS, {
    'my reservations': (db) => makeReservationReader(db).list(REGULAR, PAGE),
    'my reservations, a later page': (db) =>
      makeReservationReader(db).list(REGULAR, { ...PAGE, before: reservation }),
    'one reservation': (db) => makeReservationReader(db).find(REGULAR, reservation),
    'my payments': (db) => makePaymentReader(db).listPayments(REGULAR, PAGE),
    'my payments, a later page': (db) =>
      makePaymentReader(db).listPayments(REGULAR, { ...PAGE, before: idOf('pay', n) }),
    'one payment': (db) => makePaymentReader(db).findPayment(REGULAR, idOf('pay', n)),
    'my wallet': (db) => makeWalletStore(db).listEntries(REGULAR, PAGE),
    'my tickets': (db) => makeTicketReader(db).list(REGULAR, { after: null, limit: 20 }),
    'my tickets, a later page': (db) => makeTicketReader(db).list(REGULAR, { after, limit: 20 }),
    'one ticket': (db) => makeTicketReader(db).find(REGULAR, idOf('tkt', n)),
    'tickets of one reservation': (db) => makeTicketReader(db).listOf(REGULAR, reservation),
    'the ticket file': (db) => makeSheetReader(db).find(reservation, REGULAR),
    'the oldest overdue hold': (db) => makeExpiryStore(db).oldestOverdueMs(),
    'staff actions': staff({}),
    'staff actions of one person': staff({ accountId: 'usr_staff10' }),
    'staff actions on one reservation': staff({ subject: idOf('res', 50) }),
  });
}
